using System.Collections.Immutable;

namespace Passthrough.Host.Storage;

/// <summary>Disks, what is on them and what uses them.</summary>
/// <param name="Devices">All block devices (<c>/sys/class/block</c>) but the hidden single paths of NVMe namespaces, disks before their partitions, in the order people count.</param>
/// <param name="Mounts">Mounted file systems that lie on block devices (<c>/proc/self/mountinfo</c>, else <c>/proc/self/mounts</c>); null when neither is there, so that nothing is known about use.</param>
/// <param name="Swaps">Swap that is on (<c>/proc/swaps</c>).</param>
/// <param name="Fstab"><c>/etc/fstab</c>.</param>
/// <param name="Crypttab"><c>/etc/crypttab</c> (root alone may read it on many systems).</param>
/// <param name="BtrfsMembers">The devices of each mounted btrfs (<c>/sys/fs/btrfs/ID/devices</c>), a list a file system.</param>
/// <param name="ZfsPools">The imported ZFS pools (<c>/proc/spl/kstat/zfs</c>).</param>
public sealed record StorageFacts(
    ImmutableArray<BlockDevice> Devices,
    ImmutableArray<MountPoint>? Mounts,
    ImmutableArray<SwapArea> Swaps,
    ImmutableArray<FstabEntry> Fstab,
    ImmutableArray<CrypttabEntry> Crypttab,
    ImmutableArray<ImmutableArray<string>> BtrfsMembers,
    ImmutableArray<string> ZfsPools)
{
    /// <summary>A machine of whose storage nothing is known.</summary>
    public static StorageFacts None { get; } = new([], null, [], [], [], [], []);

    /// <summary>The device of this name in sysfs; null when there is none.</summary>
    public BlockDevice? Find(string name) => Devices.FirstOrDefault(device => string.Equals(device.Name, name, StringComparison.Ordinal));
}
