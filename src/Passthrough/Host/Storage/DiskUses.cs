using System.Collections.Immutable;

namespace Passthrough.Host.Storage;

/// <summary>Answers whether a disk, or anything on it, is in use, and by what. Pure; what processes have a node open is not looked at.</summary>
public sealed class DiskUses
{
    private const string ZfsPartitionType = "6a898cc3-1dd2-11b2-99a6-080020736631";

    private static readonly ImmutableArray<string> MemberContents =
        ["LVM2_member", "LVM1_member", "linux_raid_member", "ddf_raid_member", "isw_raid_member", "crypto_LUKS", "zfs_member", "bcache", "drbd", "BitLocker", "mpath_member", "ceph_bluestore"];

    private readonly StorageFacts facts;
    private readonly Dictionary<string, BlockDevice> devices;
    private readonly ILookup<string, BlockDevice> partitions;
    private readonly ILookup<string, DiskUse> direct;
    private readonly ImmutableArray<(MountPoint Mount, ImmutableArray<string> Devices)> mounts;

    /// <summary>Prepares the answers for one machine.</summary>
    /// <param name="facts">Its storage.</param>
    public DiskUses(StorageFacts facts)
    {
        this.facts = facts;
        devices = facts.Devices.ToDictionary(device => device.Name, StringComparer.Ordinal);
        partitions = facts.Devices.Where(device => device.Parent is not null).ToLookup(device => device.Parent!, StringComparer.Ordinal);
        var names = new DeviceNames(facts.Devices);
        mounts = [.. (facts.Mounts ?? []).Select(mount => (mount, MountedFrom(mount, names)))];
        direct = Direct(names).Distinct().ToLookup(use => use.Device, StringComparer.Ordinal);
    }

    /// <summary>
    /// Where file systems are mounted that lie on a device which is not seen, or on one made of devices which are not seen (in a container, in an incomplete picture of a machine): a disk that seems
    /// free may carry them. Empty when every mount is traced to its disks.
    /// </summary>
    public ImmutableArray<string> Untraced =>
        [.. mounts.Where(mount => mount.Mount.FileSystem is "zfs" ? !IsSeen(mount.Mount.Source) : mount.Devices.IsEmpty || mount.Devices.Any(IsWithoutParts)).Select(mount => mount.Mount.Target).Distinct(StringComparer.Ordinal)];

    /// <summary>The uses of a device itself, without those of its partitions and of the devices that hold it; empty when it is free or not there.</summary>
    /// <param name="name">Its name in sysfs.</param>
    public ImmutableArray<DiskUse> OfItself(string name) =>
        devices.TryGetValue(name, out var device) ? [.. Own(device)] : [];

    /// <summary>The uses of a device and of everything on it: partitions, and what holds them, to any depth. Active ones first; empty when it is free or not there.</summary>
    /// <param name="name">Its name in sysfs.</param>
    public ImmutableArray<DiskUse> Of(string name)
    {
        var found = new List<DiskUse>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>([name]);
        while (waiting.TryDequeue(out var next))
        {
            if (seen.Add(next) && devices.TryGetValue(next, out var device))
            {
                found.AddRange(Own(device));
                foreach (var above in partitions[next].Select(partition => partition.Name).Concat(device.Holders))
                {
                    waiting.Enqueue(above);
                }
            }
        }

        return [.. found.Distinct().OrderByDescending(use => use.IsActive)];
    }

    private IEnumerable<DiskUse> Own(BlockDevice device)
    {
        var uses = direct[device.Name].ToList();
        uses.AddRange(device.Holders.Select(holder => HeldBy(device, holder)));
        if (device.BackingFile is { } file)
        {
            uses.Add(new DiskUse(device.Name, DiskUseKind.LoopFile, file));
        }

        if (ZfsPool(device) is { } pool)
        {
            uses.Add(new DiskUse(device.Name, DiskUseKind.Zfs, pool));
        }

        if (!uses.Exists(use => use.IsActive) && device.Content is { } content && MemberContents.Contains(content, StringComparer.Ordinal))
        {
            uses.Add(new DiskUse(device.Name, DiskUseKind.Member, content));
        }

        // A file's line about what is mounted or open already says nothing more.
        return uses.Where(use => use.IsActive || use.Kind == DiskUseKind.Member || !uses.Exists(other => other.IsActive));
    }

    private DiskUse HeldBy(BlockDevice device, string holder)
    {
        var above = devices.GetValueOrDefault(holder);
        return above switch
        {
            { Kind: BlockDeviceKind.Raid } => new DiskUse(device.Name, DiskUseKind.Raid, holder),
            { Mapping: MappingKind.Lvm, MappingName: { } volume } => new DiskUse(device.Name, DiskUseKind.Lvm, volume),
            { Mapping: MappingKind.Crypt, MappingName: { } opened } => new DiskUse(device.Name, DiskUseKind.Encrypted, opened),
            { Mapping: MappingKind.Multipath, MappingName: { } paths } => new DiskUse(device.Name, DiskUseKind.Multipath, paths),
            _ => new DiskUse(device.Name, DiskUseKind.Held, above?.MappingName ?? holder),
        };
    }

    private string? ZfsPool(BlockDevice device)
    {
        if (facts.ZfsPools.IsEmpty)
        {
            return null;
        }

        // A member's label is its pool's name. Where udev did not look, the partition's type says ZFS and any imported pool may be meant.
        return device.Content is "zfs_member"
            ? device.Label is null || facts.ZfsPools.Contains(device.Label, StringComparer.Ordinal) ? device.Label ?? facts.ZfsPools[0] : null
            : device.Content is null && device.PartitionType is ZfsPartitionType ? string.Join(", ", facts.ZfsPools) : null;
    }

    private IEnumerable<DiskUse> Direct(DeviceNames names)
    {
        foreach (var (mount, mounted) in mounts)
        {
            foreach (var name in mounted)
            {
                yield return new DiskUse(name, DiskUseKind.Mounted, mount.Target);
            }
        }

        foreach (var members in facts.BtrfsMembers)
        {
            var targets = mounts.Where(mount => mount.Devices.Any(name => members.Contains(name, StringComparer.Ordinal))).Select(mount => mount.Mount.Target).Distinct(StringComparer.Ordinal).ToList();
            var mounted = mounts.SelectMany(mount => mount.Devices).ToHashSet(StringComparer.Ordinal);
            foreach (var name in members.Where(name => !mounted.Contains(name)))
            {
                yield return new DiskUse(name, DiskUseKind.Btrfs, string.Join(", ", targets));
            }
        }

        foreach (var swap in facts.Swaps.Where(swap => !swap.IsFile))
        {
            if (names.Find(swap.Path) is { } name)
            {
                yield return new DiskUse(name, DiskUseKind.Swap, "");
            }
        }

        foreach (var entry in facts.Fstab)
        {
            if (names.Find(entry.Source) is { } name)
            {
                yield return new DiskUse(name, DiskUseKind.InFstab, entry.FileSystem is "swap" ? "swap" : entry.Target);
            }
        }

        foreach (var entry in facts.Crypttab)
        {
            if (names.Find(entry.Source) is { } name)
            {
                yield return new DiskUse(name, DiskUseKind.InCrypttab, entry.Name);
            }
        }
    }

    // btrfs and bcachefs have device numbers of their own: there the source tells. For others the number does, as a source may be /dev/root.
    private ImmutableArray<string> MountedFrom(MountPoint mount, DeviceNames names) =>
        mount.Number is { } number && facts.Devices.FirstOrDefault(device => string.Equals(device.Number, number, StringComparison.Ordinal)) is { } device
            ? [device.Name]
            : [.. mount.Source.Split(mount.FileSystem is "bcachefs" ? ':' : '\0').Select(names.Find).OfType<string>()];

    private bool IsSeen(string dataset) => facts.Devices.Any(device => ZfsPool(device) is { } pool && pool.Split(", ").Contains(dataset.Split('/')[0], StringComparer.Ordinal));

    private bool IsWithoutParts(string name) => devices[name] is { Kind: BlockDeviceKind.Mapped or BlockDeviceKind.Raid, Slaves.IsEmpty: true };
}
