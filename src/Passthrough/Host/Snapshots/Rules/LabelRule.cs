using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary>Labels that people gave to file systems and partitions; those that everybody has stay.</summary>
internal static partial class LabelRule
{
    /// <summary>The text with made-up labels.</summary>
    public static string Replace(string text, Pseudonyms pseudonyms) => Label().Replace(
        text, match => OrdinaryWords.IsUsualLabel(match.Groups["value"].Value) ? match.Value : match.Groups["before"].Value + NameOf(match.Groups["value"].Value, pseudonyms));

    /// <summary>The made-up form of a label.</summary>
    public static string NameOf(string label, Pseudonyms pseudonyms) => pseudonyms.Word(PersonalKind.Label, label, "label");

    /// <summary>The labels that people gave: they are names of folders below <c>/media</c> too.</summary>
    public static IEnumerable<string> LabelsIn(string text) =>
        Label().Matches(text).Select(match => match.Groups["value"].Value).Where(label => !OrdinaryWords.IsUsualLabel(label));

    [GeneratedRegex("""(?<before>(?:\b(?:PART)?LABEL=|by-(?:part)?label/|\bID_FS_LABEL(?:_ENC)?=|\bID_PART_ENTRY_NAME=|/dev/md/(?![0-9]+\b)(?:[^\s:"',/]+:)?(?![0-9]+\b)|\bmd-name-(?:[^\s:"',/]+:)?(?![0-9]+\b))["']?)(?<value>[^\s"',/]+)""", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Label();
}
