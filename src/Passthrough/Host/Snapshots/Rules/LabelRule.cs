using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary>Labels that people gave to file systems and partitions; those that everybody has stay.</summary>
internal static partial class LabelRule
{
    /// <summary>The text with made-up labels.</summary>
    public static string Replace(string text, Pseudonyms pseudonyms) => Label().Replace(
        text, match => OrdinaryWords.IsUsualLabel(match.Groups["value"].Value) ? match.Value : match.Groups["before"].Value + pseudonyms.Word(PersonalKind.Label, match.Groups["value"].Value, "label"));

    [GeneratedRegex("""(?<before>(?:\b(?:PART)?LABEL=|by-(?:part)?label/|\bID_FS_LABEL(?:_ENC)?=|\bID_PART_ENTRY_NAME=)["']?)(?<value>[^\s"',/]+)""", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Label();
}
