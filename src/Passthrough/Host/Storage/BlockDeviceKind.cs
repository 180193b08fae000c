namespace Passthrough.Host.Storage;

/// <summary>What a block device is.</summary>
public enum BlockDeviceKind
{
    /// <summary>A whole disk: a drive, an NVMe namespace, a virtual disk.</summary>
    Disk,

    /// <summary>A partition of a disk or of another device (file <c>partition</c>).</summary>
    Partition,

    /// <summary>A device of the device mapper: LVM, dm-crypt, multipath (folder <c>dm</c>).</summary>
    Mapped,

    /// <summary>A Linux software RAID (folder <c>md</c>).</summary>
    Raid,

    /// <summary>A file as a block device (<c>loop*</c>).</summary>
    Loop,

    /// <summary>Memory as a block device (<c>zram*</c>, <c>ram*</c>).</summary>
    Memory,

    /// <summary>An optical drive (<c>sr*</c>).</summary>
    Optical,

    /// <summary>A volume made by another layer of software: ZFS (<c>zd*</c>), bcache, DRBD, a network block device (<c>nbd*</c>, <c>rbd*</c>).</summary>
    Volume,
}
