using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Passthrough.Host.Packages;

namespace Passthrough.Changes.Packages;

/// <summary>
/// Understands what package managers print when they are asked what an installation would do. What cannot be understood for certain is a problem and no forecast: by it is known what undo may remove. Never throws.
/// </summary>
public static class PackageForecasts
{
    private const string Installing = "Installing";
    private const string Summary = "Transaction Summary";

    /// <summary>The forecast.</summary>
    /// <param name="manager">Who printed it.</param>
    /// <param name="output">What was printed (<c>apt-get --simulate</c>, <c>dnf --assumeno</c>, <c>pacman --print</c>, <c>zypper --xmlout --dry-run</c>), in the C locale.</param>
    /// <param name="installed">What is installed now.</param>
    public static PackageForecast Parse(PackageManager manager, string output, PackageFacts installed)
    {
        var forecast = manager switch
        {
            PackageManager.Apt => OfApt(output),
            PackageManager.Dnf => OfDnf(output),
            PackageManager.Pacman => OfPacman(output),
            _ => OfZypper(output),
        };

        // A name that is there already, of another architecture or version: what was there before could not be told from what came.
        var known = forecast.Added.Where(name => installed.StateOf(name) != PackageState.Absent).ToHashSet(StringComparer.Ordinal);
        return forecast with
        {
            Added = [.. forecast.Added.Where(name => !known.Contains(name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Changed = [.. forecast.Changed.Concat(known).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Problem = forecast.Problem ?? (forecast.Added.Concat(forecast.Changed).FirstOrDefault(name => !IsName(name)) is { } odd ? $"'{odd}' is no package's name" : forecast.Added.IsEmpty ? "nothing would be installed" : null),
        };
    }

    /// <summary><c>Inst NAME (NEW ...)</c> for a package that is new, <c>Inst NAME [OLD] (NEW ...)</c> for one that is there, <c>Remv NAME</c>.</summary>
    private static PackageForecast OfApt(string output)
    {
        var lines = output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        return new PackageForecast(
            [.. lines.Where(words => words is ["Inst", _, var third, ..] && !third.StartsWith('[')).Select(words => words[1])],
            [.. lines.Where(words => words is ["Remv" or "Purg", _, ..] || (words is ["Inst", _, var third, ..] && third.StartsWith('['))).Select(words => words[1])]);
    }

    /// <summary>A name a line; what else is printed (who provides what) has blanks.</summary>
    private static PackageForecast OfPacman(string output) => new([.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()).Where(IsName)], []);

    /// <summary>A table with a heading for what happens, a package a line with one blank before it, which goes on in the next line where a name is long; then how many there are.</summary>
    private static PackageForecast OfDnf(string output)
    {
        var added = ImmutableArray.CreateBuilder<string>();
        var changed = ImmutableArray.CreateBuilder<string>();
        var lines = output.Split('\n');
        var end = Array.FindIndex(lines, line => line.StartsWith(Summary, StringComparison.Ordinal));
        string? heading = null;
        foreach (var line in end < 0 ? [] : lines[..end])
        {
            if (line.Length > 0 && line[0] != ' ' && line.TrimEnd().EndsWith(':'))
            {
                heading = line;
            }
            else if (line.TrimStart().StartsWith("replacing ", StringComparison.Ordinal))
            {
                changed.Add(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
            }
            else if (heading is not null && line.Length > 1 && line[0] == ' ' && line[1] != ' ')
            {
                (heading.StartsWith(Installing, StringComparison.Ordinal) ? added : changed).Add(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
            }
        }

        var counted = end < 0 ? null : lines[(end + 1)..].Select(CountOfDnf).FirstOrDefault(count => count is not null);
        return new PackageForecast(added.ToImmutable(), changed.ToImmutable())
        {
            Problem = counted == added.Count ? null : $"dnf says that it would install {counted?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}, and names {added.Count} packages",
        };
    }

    /// <summary><c>Install  83 Packages</c> (dnf 4), <c>Installing:  83 packages</c> (dnf 5).</summary>
    private static int? CountOfDnf(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["Install" or "Installing:", var count, ..] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Groups of what happens; one whose name begins with a line below tells what the vendor supports. Products and patterns are no packages of rpm's.</summary>
    private static PackageForecast OfZypper(string output)
    {
        try
        {
            var summary = XDocument.Parse(output).Descendants("install-summary").FirstOrDefault();
            var solvables = summary?.Elements().Where(group => !group.Name.LocalName.StartsWith('_')).SelectMany(group => group.Elements("solvable").Where(solvable => solvable.Attribute("type")?.Value is "package").Select(solvable => (Group: group.Name.LocalName, Name: solvable.Attribute("name")?.Value ?? ""))).ToList() ?? [];
            return new PackageForecast(
                [.. solvables.Where(solvable => solvable.Group is "to-install").Select(solvable => solvable.Name)], [.. solvables.Where(solvable => solvable.Group is not "to-install").Select(solvable => solvable.Name)]);
        }
        catch (XmlException exception)
        {
            return PackageForecast.Unknown($"zypper printed no XML: {exception.Message}");
        }
    }

    private static bool IsName(string word) => word.Length > 0 && char.IsAsciiLetterOrDigit(word[0]) && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '+' or '-' or '_' or '@' or ':');
}
