using System.Globalization;
using Passthrough.Guests.Network;

namespace Passthrough.Guests;

/// <summary>What the values of a guest must keep to on any machine, whoever wrote them down.</summary>
public static class GuestRules
{
    /// <summary>The most disks, one for each letter that device names are made with here.</summary>
    public const int MostDisks = 24;

    /// <summary>The ports of q35's own SATA controller.</summary>
    public const int MostSataDisks = 6;

    /// <summary>The least memory in MiB that firmware starts with.</summary>
    public const int LeastMemoryMiB = 64;

    /// <summary>The most memory in MiB: 16 TiB.</summary>
    public const int MostMemoryMiB = 16 * 1024 * 1024;

    /// <summary>The most virtual processors that q35 takes.</summary>
    public const int MostVcpus = 288;

    /// <summary>The most I/O threads: more than disks make no sense.</summary>
    public const int MostIoThreads = MostDisks;

    /// <summary>The last place in the order of starting.</summary>
    public const int HighestBootOrder = 99;

    /// <summary>The highest real-time priority of the kernel (SCHED_FIFO).</summary>
    public const int HighestPriority = 99;

    /// <summary>The most queues of a disk or network card.</summary>
    public const int MostQueues = 256;

    /// <summary>The rule of <see cref="IsVendorId"/> in words.</summary>
    public const string VendorIdRule = "1 to 12 of the characters A-Z a-z 0-9 blank . _ -";

    /// <summary>The rule of <see cref="IsSerial"/> in words.</summary>
    public const string SerialRule = "1 to 20 of the characters A-Z a-z 0-9 . _ -";

    /// <summary>The rule of <see cref="IsTag"/> in words.</summary>
    public const string TagRule = "1 to 36 of the characters A-Z a-z 0-9 . _ -";

    /// <summary>The rule of <see cref="IsGovernor"/> in words.</summary>
    public const string GovernorRule = "a governor or an energy preference of the kernel, such as performance";

    // CPUID has twelve bytes for it.
    private const int LongestVendorId = 12;

    // virtio-blk's VIRTIO_BLK_ID_BYTES.
    private const int LongestSerial = 20;

    // virtio-fs's configuration has 36 bytes for the tag.
    private const int LongestTag = 36;

    // The kernel's IFNAMSIZ without its last zero.
    private const int LongestInterface = 15;
    private const int LongestNetwork = 50;
    private const int LongestLogin = 32;
    private const int MacBytes = 6;

    // The kernel's CPUFREQ_NAME_LEN without its last zero; the longest energy preference is longer.
    private const int LongestGovernor = 20;

    /// <summary>True for a word of the kernel's cpufreq: a governor, or an energy preference.</summary>
    public static bool IsGovernor(string text) => text.Length is > 0 and <= LongestGovernor && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    /// <summary>True for an absolute path to a file: no control characters, and not a folder's with its slash.</summary>
    public static bool IsPath(string path) => path.StartsWith('/') && !path.EndsWith('/') && !path.Any(char.IsControl) && !HasLoneSurrogate(path);

    /// <summary>True for what can stand in place of Hyper-V's vendor id.</summary>
    public static bool IsVendorId(string text) => text.Length is > 0 and <= LongestVendorId && text.All(letter => letter is ' ' || IsNameLetter(letter));

    /// <summary>True for a disk's serial number.</summary>
    public static bool IsSerial(string text) => IsWord(text, LongestSerial);

    /// <summary>True for a shared folder's tag.</summary>
    public static bool IsTag(string text) => IsWord(text, LongestTag);

    /// <summary>True for a login name.</summary>
    public static bool IsLogin(string text) => IsWord(text, LongestLogin) && text[0] is not ('-' or '.');

    /// <summary>True for the name of a libvirt network, a bridge or an interface.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="text">The name.</param>
    public static bool IsNetworkSource(GuestNetworkKind kind, string text) =>
        kind == GuestNetworkKind.Nat ? IsWord(text, LongestNetwork) && text[0] is not ('-' or '.')
        : text.Length is > 0 and <= LongestInterface && text is not ("." or "..") && text.All(letter => letter is > ' ' and < '\x7f' and not ('/' or ':' or ',' or '\'' or '"'));

    /// <summary>The usual form of a network card's address.</summary>
    /// <param name="text">Six pairs of hexadecimal digits between colons.</param>
    /// <returns>In lower case; null for another text, and for the address of a group.</returns>
    public static string? ParseMac(string text)
    {
        var parts = text.Split(':');
        return parts.Length == MacBytes && parts.All(part => part.Length == 2 && byte.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            && (Convert.ToByte(parts[0], 16) & 1) == 0
            ? text.ToLowerInvariant()
            : null;
    }

    private static bool IsWord(string text, int longest) => text.Length > 0 && text.Length <= longest && text.All(IsNameLetter);

    private static bool IsNameLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-';

    private static bool HasLoneSurrogate(string text) => text.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar);
}
