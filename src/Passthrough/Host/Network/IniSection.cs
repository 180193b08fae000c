using System.Collections.Immutable;

namespace Passthrough.Host.Network;

/// <summary>One section of a file of systemd-networkd (systemd.syntax(7)) or of a keyfile of NetworkManager: its name and its lines as they are written.</summary>
/// <param name="Name">The words between the brackets; empty for what stands before the first section.</param>
/// <param name="Lines">The lines after the one with the name, without their line ends; in systemd's files one that goes on in the next holds both.</param>
public sealed record IniSection(string Name, ImmutableArray<string> Lines)
{
    /// <summary>The sections in order; a name may come more than once.</summary>
    /// <param name="text">The file.</param>
    /// <param name="hasLongLines">True where a line that ends in a backslash goes on in the next (systemd).</param>
    public static ImmutableArray<IniSection> Parse(string text, bool hasLongLines)
    {
        var sections = ImmutableArray.CreateBuilder<IniSection>();
        var name = "";
        var lines = ImmutableArray.CreateBuilder<string>();
        var raw = text.Split('\n');
        for (var index = 0; index < raw.Length; index++)
        {
            var line = raw[index];
            while (hasLongLines && line.EndsWith('\\') && !IsComment(line) && index + 1 < raw.Length)
            {
                line += "\n" + raw[++index];
            }

            if (line.Trim() is ['[', .. var inner, ']'])
            {
                sections.Add(new IniSection(name, lines.ToImmutable()));
                lines.Clear();
                name = inner;
                continue;
            }

            lines.Add(line);
        }

        sections.Add(new IniSection(name, lines.ToImmutable()));
        return sections.ToImmutable();
    }

    /// <summary>The last value of a key in the sections of a name; null when it is not set.</summary>
    /// <param name="sections">The sections of a file.</param>
    /// <param name="section">The section's name.</param>
    /// <param name="key">The key.</param>
    public static string? Value(ImmutableArray<IniSection> sections, string section, string key) =>
        sections.Where(candidate => string.Equals(candidate.Name, section, StringComparison.Ordinal))
            .SelectMany(candidate => candidate.Lines)
            .Where(line => string.Equals(KeyOf(line), key, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim())
            .LastOrDefault();

    /// <summary>The key that a line sets; null for comments, empty lines and what sets nothing.</summary>
    /// <param name="line">A line.</param>
    public static string? KeyOf(string line) =>
        !IsComment(line) && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var end && line[..end].Trim() is { Length: > 0 } key ? key : null;

    /// <summary>The same section without the lines that set these keys, and without empty lines at its end.</summary>
    /// <param name="keys">The keys.</param>
    public IniSection Without(params IEnumerable<string> keys)
    {
        var kept = Lines.Where(line => KeyOf(line) is not { } key || !keys.Contains(key, StringComparer.Ordinal)).ToList();
        while (kept is [.., var last] && string.IsNullOrWhiteSpace(last))
        {
            kept.RemoveAt(kept.Count - 1);
        }

        return this with { Lines = [.. kept] };
    }

    /// <summary>True when the section sets something.</summary>
    public bool SetsAnything => Lines.Any(line => KeyOf(line) is not null);

    /// <summary>The section as it stands in a file.</summary>
    public override string ToString() => $"[{Name}]\n{string.Concat(Lines.Select(line => line + "\n"))}";

    private static bool IsComment(string line) => line.AsSpan().TrimStart() is ['#' or ';', ..];
}
