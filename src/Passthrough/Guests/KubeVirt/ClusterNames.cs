using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Guests.KubeVirt;

/// <summary>
/// The names of a guest and its volumes in a cluster: DNS labels (RFC 1123), as Kubernetes asks for. A volume's name is its disk's too, and the tag by which a guest mounts a shared folder.
/// </summary>
/// <param name="Machine">The guest.</param>
/// <param name="Shares">Its shared folders, in their order.</param>
/// <param name="Disks">Its disks and discs, in their order.</param>
internal sealed record ClusterNames(string Machine, ImmutableArray<string> Shares, ImmutableArray<string> Disks)
{
    private const int LongestLabel = 63;

    /// <summary>The names of a guest.</summary>
    public static ClusterNames Of(GuestSpec guest)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return new ClusterNames(
            Label(guest.Name, "guest"),
            [.. guest.Shares.Select(share => Free(Label(share.Tag, "share"), taken))],
            [.. guest.Disks.Select((disk, index) => Free(EnumWord.Of(disk.Kind) + Number(index + 1), taken))]);
    }

    /// <summary>The claim whose content is a volume's.</summary>
    /// <param name="volume">The volume.</param>
    public string ClaimOf(string volume) => $"{Machine}-{volume}";

    /// <summary>A text as a DNS label.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="otherwise">The label for a text of which nothing is left.</param>
    public static string Label(string text, string otherwise)
    {
        var letters = string.Concat(text.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).Trim('-');
        var label = letters.Length > LongestLabel ? letters[..LongestLabel].TrimEnd('-') : letters;
        return label.Length > 0 ? label : otherwise;
    }

    private static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = $"{name}-{Number(number)}";
        }

        return free;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
