using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary>Serial numbers in names below <c>/dev/*/by-id</c>, in udev's database and in uevents.</summary>
internal static partial class SerialRule
{
    private const int ShortestSerial = 4;

    /// <summary>The text with made-up serial numbers where one is named as such.</summary>
    public static string Replace(string text, Pseudonyms pseudonyms)
    {
        text = Assigned().Replace(text, match => match.Groups["before"].Value + (IsNoSerial(match.Groups["value"].Value) ? match.Groups["value"].Value : pseudonyms.SameShape(PersonalKind.Serial, match.Groups["value"].Value)));
        text = WorldWideName().Replace(text, match => pseudonyms.SameShape(PersonalKind.Serial, match.Value));
        return Name().Replace(text, match => match.Groups["before"].Value + ReplaceIn(match.Groups["value"].Value, pseudonyms));
    }

    /// <summary>The serial numbers that are named as such.</summary>
    public static IEnumerable<string> SerialsIn(string text) =>
        Assigned().Matches(text).Select(match => match.Groups["value"].Value).Where(value => !IsNoSerial(value))
            .Concat(WorldWideName().Matches(text).Select(match => match.Value))
            .Concat(Name().Matches(text).Select(match => SerialOf(match.Groups["value"].Value)).OfType<string>());

    /// <summary>
    /// The serial number in a name such as <c>ata-Samsung_SSD_860_EVO_S3Z1NB0K123456A-part1</c> or <c>wwn-0x5002538e40a12345</c>: the last word between underscores, or
    /// all after the kind; null when it has no digit, as the last word of a model has none.
    /// </summary>
    /// <param name="name">A name below <c>by-id</c>, or udev's <c>ID_SERIAL</c>.</param>
    public static string? SerialOf(string name)
    {
        var bare = Suffix().Replace(name, "");
        if (NoSerial().IsMatch(bare))
        {
            return null;
        }

        var word = bare[(bare.LastIndexOf('_') + 1)..];
        word = Kind().Replace(word, "");
        return word.Length >= ShortestSerial && word.Any(char.IsAsciiDigit) ? word : null;
    }

    /// <summary>True for what stands in the place of a serial number and is none: a root hub's is its controller's address, some devices have zeros.</summary>
    public static bool IsNoSerial(string value) => value.All(character => !char.IsAsciiLetterOrDigit(character) || character is '0') || Controller().IsMatch(value);

    private static string ReplaceIn(string name, Pseudonyms pseudonyms)
    {
        if (SerialOf(name) is not { } serial)
        {
            return name;
        }

        var at = name.LastIndexOf(serial, StringComparison.Ordinal);
        return string.Concat(name.AsSpan(0, at), pseudonyms.SameShape(PersonalKind.Serial, serial), name.AsSpan(at + serial.Length));
    }

    [GeneratedRegex("""^(?<before>(?:[EU]: ?)?(?:ID_SERIAL_SHORT|ID_SCSI_SERIAL|ID_USB_SERIAL_SHORT|ID_WWN\w*|ID_NVME_\w*SERIAL|HID_UNIQ|UNIQ|Uniq)="?)(?<value>[^"\n]+)""", RegexOptions.Multiline, Patience.Milliseconds)]
    private static partial Regex Assigned();

    // Disks behind SAS and Fibre Channel adapters have their ports' names in by-path.
    [GeneratedRegex(@"(?<=\bby-path/[^\s/]*-(?:sas|fc|sas-exp)-?0x)[0-9a-f]{16}", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex WorldWideName();

    [GeneratedRegex("""(?<before>\bby-id/|^(?:E:)?ID_(?:USB_)?SERIAL=)(?<value>[^\s"'/,]+)""", RegexOptions.Multiline, Patience.Milliseconds)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?:-part[0-9]+|-event(?:-\w+)?|-(?:mouse|kbd|joystick)|-if[0-9]+(?:-\S+)?|-video-index[0-9]+|-[0-9]+:[0-9]+(?:-part[0-9]+)?|(?<=^nvme-.*)_[0-9])+$", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Suffix();

    [GeneratedRegex("^(?:(?:wwn|ata|scsi|nvme|usb|mmc|memstick|virtio|ieee1394|lvm-pv-uuid|dm-uuid|md-uuid)-(?:0x|eui\\.|nvme\\.|uuid\\.)?)", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Kind();

    [GeneratedRegex("^(?:dm-name|md-name|md-uuid|dm-uuid|lvm-pv-uuid)-", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex NoSerial();

    [GeneratedRegex(@"^(?:[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]|[a-z]+[-_]hcd(?:[-.].*)?|[a-z_-]+\.[0-9]{1,3})\s*$", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Controller();
}
