using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Iommu;

/// <summary>One folder of <c>/sys/kernel/iommu_groups</c>. Numbers are sparse and follow no order.</summary>
/// <param name="Number">The folder's name.</param>
/// <param name="Devices">PCI members, ordered by address.</param>
/// <param name="OtherMembers">Members that are not PCI functions (platform devices), by name.</param>
/// <param name="Type">The domain type (file <c>type</c>: identity, DMA, DMA-FQ); null when absent.</param>
public sealed record IommuGroup(int Number, ImmutableArray<PciAddress> Devices, ImmutableArray<string> OtherMembers, string? Type);
