using System.Collections.Immutable;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;

namespace Passthrough.Cli.Documents;

/// <summary>One group.</summary>
/// <param name="Number">The number.</param>
/// <param name="Type">The domain type; null when unknown.</param>
/// <param name="Devices">PCI members.</param>
/// <param name="OtherMembers">Members that are not on PCI.</param>
/// <param name="ReservedRegions">Memory that the firmware keeps for the members.</param>
/// <param name="Cards">The display functions of the graphics cards that have a function here.</param>
internal sealed record GroupOfDevices(
    int Number, string? Type, ImmutableArray<PciDevice> Devices, ImmutableArray<string> OtherMembers, ImmutableArray<IommuRegion> ReservedRegions, ImmutableArray<GroupCard> Cards);
