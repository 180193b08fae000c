namespace Passthrough.Host.Storage;

/// <summary>Why a storage controller cannot be given to a guest as it stands.</summary>
public enum ControllerObstacleKind
{
    /// <summary>The host uses a disk on it now; the subjects are the uses (<c>nvme0n1p2 / </c>).</summary>
    InUse,

    /// <summary>The host does not use its disks now, but a file or the disk's content says that they belong to it; the subjects are those.</summary>
    Configured,

    /// <summary>What the host uses is not wholly known; the subjects are where file systems are mounted from disks that are not seen, empty when the table of mounts is not there.</summary>
    UseUnknown,

    /// <summary>Its IOMMU group holds other endpoints; the subjects are their addresses.</summary>
    SharedGroup,

    /// <summary>It has no IOMMU group: the IOMMU is off, or this function is not behind it.</summary>
    NoGroup,

    /// <summary>It lies behind Intel's VMD, which VFIO can only give away whole.</summary>
    BehindVmd,
}
