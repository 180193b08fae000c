using System.Text;

namespace Passthrough.Host.Distribution;

/// <summary>Understands os-release(5).</summary>
public static class OsRelease
{
    /// <summary>The distribution's facts; what is not said is null.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static DistributionFacts Parse(string? text)
    {
        var values = Values(text);
        return new DistributionFacts(
            Value(values, "ID"),
            [.. (Value(values, "ID_LIKE") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            Value(values, "VERSION_ID"),
            Value(values, "PRETTY_NAME"));
    }

    /// <summary>All that the file says, by name, quotes resolved. Never throws.</summary>
    /// <param name="text">The file; null when absent.</param>
    internal static Dictionary<string, string> Values(string? text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (text ?? "").Split('\n'))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && !line.StartsWith('#'))
            {
                values[line[..equals].Trim()] = Unquote(line[(equals + 1)..].Trim());
            }
        }

        return values;
    }

    private static string? Value(Dictionary<string, string> values, string name) => values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    private static string Unquote(string word)
    {
        if (word.Length >= 2 && word[0] == '\'' && word[^1] == '\'')
        {
            return word[1..^1];
        }

        var inner = word.Length >= 2 && word[0] == '"' && word[^1] == '"' ? word[1..^1] : word;
        var plain = new StringBuilder();
        for (var index = 0; index < inner.Length; index++)
        {
            if (inner[index] == '\\' && index + 1 < inner.Length)
            {
                index++;
            }

            plain.Append(inner[index]);
        }

        return plain.ToString();
    }
}
