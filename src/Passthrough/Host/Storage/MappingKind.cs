namespace Passthrough.Host.Storage;

/// <summary>Who made a device of the device mapper, from the beginning of its <c>dm/uuid</c>.</summary>
public enum MappingKind
{
    /// <summary>A logical volume (<c>LVM-</c>).</summary>
    Lvm,

    /// <summary>An opened dm-crypt volume (<c>CRYPT-</c>).</summary>
    Crypt,

    /// <summary>Several paths to one disk (<c>mpath-</c>).</summary>
    Multipath,

    /// <summary>A partition of a mapped device (<c>partN-</c>).</summary>
    Partition,

    /// <summary>Any other, or one whose <c>dm/uuid</c> is empty or absent.</summary>
    Other,
}
