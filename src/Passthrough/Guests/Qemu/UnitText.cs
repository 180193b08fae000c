using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Guests.Qemu;

/// <summary>Command lines as systemd's units write them (systemd.service(5), "COMMAND LINES"): quotes, and no specifiers or variables.</summary>
internal static class UnitText
{
    /// <summary>
    /// Of the section <c>Unit</c>: systemd forgets the unit as soon as it has ended, also by failing (systemd.unit(5), "CollectMode="). None stays listed as failed when what it was for is gone, and the next start reads the file anew.
    /// </summary>
    public const string Collected = "CollectMode=inactive-or-failed";

    /// <summary>A command.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Command(string program, params IEnumerable<string> arguments) => string.Join(' ', arguments.Prepend(program).Select(Word));

    /// <summary>One word of a command.</summary>
    public static string Word(string text) => Path(text.Replace("$", "$$", StringComparison.Ordinal));

    /// <summary>A path in a setting that is no command: there variables are not looked for.</summary>
    public static string Path(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var letter in text)
        {
            quoted = letter switch
            {
                '"' or '\\' => quoted.Append('\\').Append(letter),
                '%' => quoted.Append("%%"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A unit's sections.</summary>
    public static string Of(params IEnumerable<(string Section, ImmutableArray<string?> Lines)> sections) =>
        string.Join('\n', sections.Select(section => $"[{section.Section}]\n{string.Concat(section.Lines.OfType<string>().Select(line => line + "\n"))}"));
}
