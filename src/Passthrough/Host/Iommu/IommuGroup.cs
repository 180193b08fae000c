using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Iommu;

/// <summary>One folder of <c>/sys/kernel/iommu_groups</c>. Numbers are sparse and follow no order.</summary>
/// <param name="Number">The folder's name.</param>
/// <param name="Devices">PCI members, ordered by address.</param>
/// <param name="OtherMembers">Members that are not PCI functions (platform devices), by name.</param>
/// <param name="Type">The domain type (file <c>type</c>: identity, DMA, DMA-FQ); null when absent.</param>
public sealed record IommuGroup(int Number, ImmutableArray<PciAddress> Devices, ImmutableArray<string> OtherMembers, string? Type)
{
    /// <summary>Memory that is mapped for the members at its own address, or kept free (file <c>reserved_regions</c>); empty when there is none or the file is absent.</summary>
    public ImmutableArray<IommuRegion> ReservedRegions { get; init; } = [];

    /// <summary>True when the kernel lets the members reach all memory untranslated (<c>iommu=pt</c>); null when the type is not known.</summary>
    public bool? IsPassthrough => Type is null ? null : Type is "identity";
}
