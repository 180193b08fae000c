using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Refind;

/// <summary>
/// Understands <c>refind_linux.conf</c>, which lies beside the kernels that rEFInd finds: a title and a kernel line in quotes on each line, the first of which boots
/// (https://www.rodsbooks.com/refind/linux.html).
/// </summary>
public static class RefindLinuxConfiguration
{
    /// <summary>The kernel lines in order, the first one the default; rubbish gives none and never throws.</summary>
    /// <param name="path">The machine's own path of the file.</param>
    /// <param name="text">The file.</param>
    public static ImmutableArray<BootEntry> Parse(string path, string text) =>
    [
        .. text.Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(Quoted)
            .Where(values => values.Length >= 2)
            .Select(values => (Title: values[0], Words: KernelCommandLine.Split(values[1])))
            .Select((line, index) => new BootEntry(line.Title, "", line.Words, [], RescueWords.AreIn(line.Words), IsDefault: index == 0) { Path = path }),
    ];

    /// <summary>The values of a line: in double quotes, in which two quotes stand for one, or bare up to the next blank.</summary>
    private static ImmutableArray<string> Quoted(string line)
    {
        var values = ImmutableArray.CreateBuilder<string>();
        var rest = line.AsSpan();
        while (!(rest = rest.TrimStart()).IsEmpty && rest[0] != '#')
        {
            var isQuoted = rest[0] == '"';
            var length = isQuoted ? LengthOfQuoted(rest) : rest.IndexOfAny(' ', '\t') is >= 0 and var blank ? blank : rest.Length;
            values.Add(isQuoted ? Unquoted(rest[..length]) : rest[..length].ToString());
            rest = rest[length..];
        }

        return values.ToImmutable();
    }

    private static string Unquoted(ReadOnlySpan<char> text) =>
        text[1..(text.Length > 1 && text[^1] == '"' ? ^1 : ^0)].ToString().Replace("\"\"", "\"", StringComparison.Ordinal);

    private static int LengthOfQuoted(ReadOnlySpan<char> text)
    {
        for (var index = 1; index < text.Length; index++)
        {
            if (text[index] == '"')
            {
                if (index + 1 == text.Length || text[index + 1] != '"')
                {
                    return index + 1;
                }

                index++;
            }
        }

        return text.Length;
    }
}
