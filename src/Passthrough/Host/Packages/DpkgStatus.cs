using System.Collections.Immutable;

namespace Passthrough.Host.Packages;

/// <summary>Understands the database of dpkg: <c>/var/lib/dpkg/status</c>, and the changes that dpkg has yet to write into it (<c>/var/lib/dpkg/updates</c>), which is all that tells of an installation that was cut off.</summary>
public static class DpkgStatus
{
    private const string PackageField = "Package:";
    private const string StatusField = "Status:";
    private const string ArchitectureField = "Architecture:";

    /// <summary>The packages that are there, by name; a package that has only its configuration left is not.</summary>
    /// <param name="texts">The status file and the files with changes, in the order in which they were written: the last word on a package counts. Never throws.</param>
    public static ImmutableSortedDictionary<string, PackageState> Parse(params IEnumerable<string> texts)
    {
        ImmutableArray<(string Name, string Architecture, PackageState State)> stanzas = [.. texts.SelectMany(Stanzas)];

        // dpkg is always of the machine's own architecture.
        var own = stanzas.FirstOrDefault(stanza => stanza.Name is "dpkg").Architecture;
        var states = ImmutableSortedDictionary.CreateBuilder<string, PackageState>(StringComparer.Ordinal);
        foreach (var (name, architecture, state) in stanzas)
        {
            var isOwn = own is null || architecture is "all" or "" || string.Equals(architecture, own, StringComparison.Ordinal);
            states[isOwn ? name : $"{name}:{architecture}"] = state;
        }

        states.RemoveRange([.. states.Where(pair => pair.Value == PackageState.Absent).Select(pair => pair.Key)]);
        return states.ToImmutable();
    }

    private static IEnumerable<(string Name, string Architecture, PackageState State)> Stanzas(string text)
    {
        var (name, architecture, state) = ("", "", PackageState.Absent);
        foreach (var line in text.Split('\n').Append(""))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                if (name.Length > 0)
                {
                    yield return (name, architecture, state);
                }

                (name, architecture, state) = ("", "", PackageState.Absent);
            }
            else if (line.StartsWith(PackageField, StringComparison.Ordinal))
            {
                name = line[PackageField.Length..].Trim();
            }
            else if (line.StartsWith(ArchitectureField, StringComparison.Ordinal))
            {
                architecture = line[ArchitectureField.Length..].Trim();
            }
            else if (line.StartsWith(StatusField, StringComparison.Ordinal))
            {
                state = StateOf(line[StatusField.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    /// <summary>The words are what is wanted, whether it must be installed anew, and what is (dpkg(1)).</summary>
    private static PackageState StateOf(string[] words) => words switch
    {
        [_, not "ok", _] => PackageState.Partial,
        [_, _, "installed" or "triggers-pending" or "triggers-awaited"] => PackageState.Installed,
        [_, _, "half-installed" or "unpacked" or "half-configured"] => PackageState.Partial,
        _ => PackageState.Absent,
    };
}
