using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary>UUIDs by their shape, machine-ids, LVM's and md's own kinds, and the short ones (FAT, NTFS, MBR) by what stands before them.</summary>
internal static partial class UuidRule
{
    /// <summary>The text with made-up UUIDs; those that are the same on every machine stay.</summary>
    public static string Replace(string text, Pseudonyms pseudonyms)
    {
        text = Dashed().Replace(text, match => ReplaceDashed(match, pseudonyms));
        text = MachineId().Replace(text, match => match.Value.Trim('0').Length == 0 ? match.Value : pseudonyms.Uuid(match.Value));
        text = Volume().Replace(text, match => pseudonyms.SameShape(PersonalKind.Uuid, match.Value));
        text = Array().Replace(text, match => pseudonyms.SameShape(PersonalKind.Uuid, match.Value));
        return Named().Replace(Search().Replace(text, match => ReplaceShort(match, pseudonyms)), match => ReplaceShort(match, pseudonyms));
    }

    /// <summary>The short ones in a text: they have no shape by which they are known elsewhere.</summary>
    public static IEnumerable<string> Short(string text) =>
        Named().Matches(text).Concat(Search().Matches(text)).Select(match => match.Groups["id"].Value).Where(id => !Dashed().IsMatch(id) && !WellKnownUuids.Contains(id));

    private static string ReplaceDashed(Match match, Pseudonyms pseudonyms)
    {
        var dash = match.Groups["dash"].Value;
        var plain = match.Value.Replace(dash, "-", StringComparison.Ordinal);
        return WellKnownUuids.Contains(plain) ? match.Value : pseudonyms.Uuid(plain).Replace("-", dash, StringComparison.Ordinal);
    }

    // A UUID that has its own shape was replaced before, and a made-up one must not be replaced again.
    private static string ReplaceShort(Match match, Pseudonyms pseudonyms)
    {
        var id = match.Groups["id"];
        return Dashed().IsMatch(id.Value) || MachineId().IsMatch(id.Value)
            ? match.Value
            : string.Concat(match.Value.AsSpan(0, id.Index - match.Index), pseudonyms.SameShape(PersonalKind.Uuid, id.Value), match.Value.AsSpan(id.Index + id.Length - match.Index));
    }

    // The dash is doubled in names of device-mapper and written \x2d in names of systemd's units.
    [GeneratedRegex(@"(?<![0-9a-fA-F])[0-9a-fA-F]{8}(?<dash>--?|\\x2d)[0-9a-fA-F]{4}\k<dash>[0-9a-fA-F]{4}\k<dash>[0-9a-fA-F]{4}\k<dash>[0-9a-fA-F]{12}(?![0-9a-fA-F])", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Dashed();

    [GeneratedRegex("(?<![0-9A-Za-z])[0-9a-fA-F]{32}(?![0-9A-Za-z])", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex MachineId();

    [GeneratedRegex("(?<![A-Za-z0-9])[A-Za-z0-9]{6}-(?:[A-Za-z0-9]{4}-){5}[A-Za-z0-9]{6}(?![A-Za-z0-9])|(?<=LVM-)[A-Za-z0-9]{32,64}", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Volume();

    [GeneratedRegex("(?<![0-9a-fA-F:])[0-9a-fA-F]{8}(?::[0-9a-fA-F]{8}){3}(?![0-9a-fA-F:])", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Array();

    [GeneratedRegex("""(?:\b(?:PART)?UUID=|by-(?:part)?uuid/|ID_FS_UUID(?:_ENC|_SUB|_SUB_ENC)?=|ID_PART_(?:ENTRY|TABLE)_UUID=)["']?(?<id>[0-9A-Za-z][0-9A-Za-z-]*)""", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Named();

    [GeneratedRegex(@"--fs-uuid\b[^\n]*[ \t](?<id>[0-9A-Fa-f][0-9A-Fa-f-]{5,})[ \t]*$", RegexOptions.Multiline, Patience.Milliseconds)]
    private static partial Regex Search();
}
