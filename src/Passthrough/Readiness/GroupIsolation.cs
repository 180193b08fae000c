using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness;

/// <summary>What else is in the IOMMU groups of a card.</summary>
public static class GroupIsolation
{
    /// <summary>The groups that hold any function of the card, ordered by number; empty when the kernel makes none.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="card">One of its cards.</param>
    public static ImmutableArray<IommuGroup> GroupsOf(HostFacts facts, GraphicsCard card) =>
        [.. facts.Iommu.Groups.Where(group => group.Devices.Any(address => card.Functions.Contains(address)))];

    /// <summary>
    /// The functions that share a group with any function of the card, are not the card's own and are no bridges: a guest could reach their memory and they the guest's,
    /// so that VFIO gives the group to nobody while a host driver has them. Ordered by address.
    /// </summary>
    /// <param name="facts">The machine.</param>
    /// <param name="card">One of its cards.</param>
    public static ImmutableArray<PciDevice> ForeignEndpoints(HostFacts facts, GraphicsCard card) =>
        [.. OthersInGroups(facts, card).Where(device => !device.Class.IsBridge)];

    /// <summary>The bridges that share a group with any function of the card; they need no driver change. Ordered by address.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="card">One of its cards.</param>
    public static ImmutableArray<PciDevice> Bridges(HostFacts facts, GraphicsCard card) =>
        [.. OthersInGroups(facts, card).Where(device => device.Class.IsBridge)];

    private static IEnumerable<PciDevice> OthersInGroups(HostFacts facts, GraphicsCard card) =>
        GroupsOf(facts, card)
            .SelectMany(group => group.Devices)
            .Where(address => !card.Functions.Contains(address))
            .Distinct()
            .Order()
            .Select(facts.Pci.Find)
            .OfType<PciDevice>();
}
