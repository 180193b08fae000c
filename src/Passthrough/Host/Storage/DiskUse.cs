using System.Text.Json.Serialization;

namespace Passthrough.Host.Storage;

/// <summary>One use of a device.</summary>
/// <param name="Device">The device that is used so: the one asked about, or one on it.</param>
/// <param name="Kind">What for.</param>
/// <param name="Subject">Where it is mounted, what holds it; see <see cref="DiskUseKind"/>. Empty for swap.</param>
public sealed record DiskUse(string Device, DiskUseKind Kind, string Subject)
{
    /// <summary>True when the host uses it now; false when only a file or the content says that it belongs somewhere.</summary>
    public bool IsActive => Kind is not (DiskUseKind.InFstab or DiskUseKind.InCrypttab or DiskUseKind.Member);

    /// <summary>The use in words for a person.</summary>
    [JsonIgnore]
    public string Words => Kind switch
    {
        DiskUseKind.Mounted => $"mounted at {Subject}",
        DiskUseKind.Swap => "swap",
        DiskUseKind.Lvm => $"LVM of {Subject}",
        DiskUseKind.Encrypted => $"encrypted, open as {Subject}",
        DiskUseKind.Raid => $"member of the RAID {Subject}",
        DiskUseKind.Multipath => $"path of {Subject}",
        DiskUseKind.Held => $"held by {Subject}",
        DiskUseKind.Zfs => $"in the ZFS pool {Subject}",
        DiskUseKind.Btrfs => $"in the btrfs at {Subject}",
        DiskUseKind.LoopFile => $"the file {Subject}",
        DiskUseKind.InFstab => $"in fstab for {Subject}, not mounted",
        DiskUseKind.InCrypttab => $"in crypttab as {Subject}, not open",
        _ => $"belongs to something not active ({Subject})",
    };
}
