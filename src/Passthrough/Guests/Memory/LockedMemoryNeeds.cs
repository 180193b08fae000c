namespace Passthrough.Guests.Memory;

/// <summary>What in a domain decides how much memory its QEMU must be allowed to lock.</summary>
public sealed record LockedMemoryNeeds
{
    /// <summary>The guest's memory with all memory devices, in KiB.</summary>
    public required long MemoryKib { get; init; }

    /// <summary><c>memtune/hard_limit</c> in KiB; null when there is none.</summary>
    public long? HardLimitKib { get; init; }

    /// <summary>True with <c>memoryBacking/locked</c>.</summary>
    public bool IsLocked { get; init; }

    /// <summary>PCI functions and mediated devices of the host (<c>hostdev</c> of type pci and mdev, and interfaces that are such).</summary>
    public int HostDevices { get; init; }

    /// <summary>Disks that QEMU's own NVMe driver serves (<c>disk type='nvme'</c>).</summary>
    public int NvmeDisks { get; init; }

    /// <summary>vDPA devices.</summary>
    public int VdpaDevices { get; init; }

    /// <summary>True when the guest has an IOMMU of its own.</summary>
    public bool HasVirtualIommu { get; init; }
}
