using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Storage;

/// <summary>One block device as <c>/sys/class/block/NAME/</c> shows it. Serial numbers and the ids of volumes are not kept, except inside <see cref="Links"/>.</summary>
public sealed record BlockDevice
{
    /// <summary>The folder's name; a <c>/</c> in the device's own name is a <c>!</c> here, as in sysfs.</summary>
    public required string Name { get; init; }

    /// <summary>Major and minor number (file <c>dev</c>), such as <c>8:1</c>; null when absent.</summary>
    public string? Number { get; init; }

    /// <summary>What it is.</summary>
    public required BlockDeviceKind Kind { get; init; }

    /// <summary>The device that this is a partition of (the folder above in <c>/sys/devices</c>); null for anything but a partition.</summary>
    public string? Parent { get; init; }

    /// <summary>Bytes (file <c>size</c>, which counts 512-byte sectors whatever the disk's own are); null when absent.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>The model (file <c>device/model</c>, for eMMC and SD cards <c>device/name</c>); null when absent.</summary>
    public string? Model { get; init; }

    /// <summary>True for spinning disks (file <c>queue/rotational</c>); null when absent. Virtual disks often say true.</summary>
    public bool? IsRotational { get; init; }

    /// <summary>True when the medium can be taken out (file <c>removable</c>); null when absent. USB disks mostly say false.</summary>
    public bool? IsRemovable { get; init; }

    /// <summary>True when it cannot be written (file <c>ro</c>); null when absent.</summary>
    public bool? IsReadOnly { get; init; }

    /// <summary>How it is attached (from the resolved device path); for a partition, as its disk.</summary>
    public required StorageTransport Transport { get; init; }

    /// <summary>
    /// The PCI functions that it hangs on (the last address in the resolved device path; for an NVMe namespace with several paths, those of the controllers in its
    /// <c>nvme-subsystem</c>), ordered; empty for software devices and for disks that are not on PCI.
    /// </summary>
    public ImmutableArray<PciAddress> Controllers { get; init; } = [];

    /// <summary>The devices built on it (folder <c>holders</c>): device mapper, RAID, bcache. Ordered; empty when none.</summary>
    public ImmutableArray<string> Holders { get; init; } = [];

    /// <summary>The devices it is built of (folder <c>slaves</c>). Ordered; empty when none.</summary>
    public ImmutableArray<string> Slaves { get; init; } = [];

    /// <summary>The device mapper's name (file <c>dm/name</c>); null for others.</summary>
    public string? MappingName { get; init; }

    /// <summary>Who made the mapping (file <c>dm/uuid</c>); null for others.</summary>
    public MappingKind? Mapping { get; init; }

    /// <summary>The RAID level (file <c>md/level</c>), such as <c>raid1</c>; null for others.</summary>
    public string? RaidLevel { get; init; }

    /// <summary>The file behind a loop device (file <c>loop/backing_file</c>); null for others and for a free one.</summary>
    public string? BackingFile { get; init; }

    /// <summary>What is written on it (<c>ID_FS_TYPE</c> in <c>/run/udev/data/bMAJ:MIN</c>): <c>ext4</c>, <c>LVM2_member</c>, <c>crypto_LUKS</c>, <c>zfs_member</c>; null when udev knows none.</summary>
    public string? Content { get; init; }

    /// <summary>The file system's label, for a ZFS member its pool's name (<c>ID_FS_LABEL</c>); null when none.</summary>
    public string? Label { get; init; }

    /// <summary>The partition table on it (<c>ID_PART_TABLE_TYPE</c>: <c>gpt</c>, <c>dos</c>); null when udev knows none.</summary>
    public string? PartitionTable { get; init; }

    /// <summary>The partition's type (<c>ID_PART_ENTRY_TYPE</c>): a GUID in lower case with GPT, <c>0x83</c> with DOS; null when udev knows none.</summary>
    public string? PartitionType { get; init; }

    /// <summary>
    /// The links below <c>/dev/disk</c> that lead here, such as <c>by-path/pci-0000:04:00.0-nvme-1</c>, ordered. Those of the folders in
    /// <see cref="DiskLinks.PersonalFolders"/> carry serial numbers or ids of volumes.
    /// </summary>
    public ImmutableArray<string> Links { get; init; } = [];

    /// <summary>The path of its node as the machine names it.</summary>
    /// <param name="roots">The machine.</param>
    public string NodeOn(HostRoots roots) => roots.NameOf(roots.Dev(Name.Replace('!', '/')));

    /// <summary>The links of one folder below <c>/dev/disk</c>, without the folder.</summary>
    /// <param name="folder">Such as <c>by-id</c>.</param>
    public IEnumerable<string> LinksIn(string folder) =>
        Links.Where(link => link.StartsWith(folder + "/", StringComparison.Ordinal)).Select(link => link[(folder.Length + 1)..]);
}
