namespace Passthrough.Guests.Memory;

/// <summary>How libvirt counts what a domain's devices lock; later versions count more of it.</summary>
public enum MemlockRule
{
    /// <summary>Before 8.7: the guest's memory once, whatever the devices.</summary>
    Once,

    /// <summary>
    /// 8.7 to 9.2: once for each vDPA device, and once for all host devices and NVMe disks together; with a virtual IOMMU once for each of these too. This is how 9.0
    /// counts; 8.7 to 8.10 are taken for the same.
    /// </summary>
    OncePerAddressSpace,

    /// <summary>9.3 and later: once for each vDPA device and for each NVMe disk, and once for all host devices together; with a virtual IOMMU once for each of these.</summary>
    OncePerNvmeDisk,
}
