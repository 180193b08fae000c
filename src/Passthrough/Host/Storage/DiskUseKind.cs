namespace Passthrough.Host.Storage;

/// <summary>What a device is used for.</summary>
public enum DiskUseKind
{
    /// <summary>Mounted; the subject is where.</summary>
    Mounted,

    /// <summary>Swap that is on.</summary>
    Swap,

    /// <summary>Part of an LVM volume that is active; the subject is the volume.</summary>
    Lvm,

    /// <summary>An opened encrypted volume; the subject is its name.</summary>
    Encrypted,

    /// <summary>A running RAID's member; the subject is the RAID.</summary>
    Raid,

    /// <summary>One of the paths of a multipath device; the subject is that device.</summary>
    Multipath,

    /// <summary>Held by another device; the subject is that device.</summary>
    Held,

    /// <summary>A member of an imported ZFS pool; the subject is the pool.</summary>
    Zfs,

    /// <summary>A member of a mounted btrfs that spans several devices; the subject is where it is mounted.</summary>
    Btrfs,

    /// <summary>A loop device with a file; the subject is the file.</summary>
    LoopFile,

    /// <summary>Not mounted now, but <c>/etc/fstab</c> names it; the subject is where it belongs.</summary>
    InFstab,

    /// <summary>Not open now, but <c>/etc/crypttab</c> names it; the subject is the name it is opened as.</summary>
    InCrypttab,

    /// <summary>Not active now, but its content says that it belongs to LVM, a RAID, ZFS, bcache or an encrypted volume; the subject is the content's type.</summary>
    Member,
}
