using System.Collections.Immutable;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>The NUMA nodes that a guest runs on.</summary>
internal static class GuestNodes
{
    /// <summary>The nodes, ordered by number; empty when the kernel knows none.</summary>
    /// <param name="topology">The machine.</param>
    /// <param name="order">The guest's cores in its order.</param>
    public static ImmutableArray<PinnedNode> Of(CpuTopology topology, ImmutableArray<PinnedCore> order) =>
    [
        .. order
            .SelectMany(core => core.Cpus.Select(_ => core.Node))
            .Select((node, vcpu) => (Node: node, Vcpu: vcpu))
            .Where(each => each.Node is not null)
            .GroupBy(each => each.Node!.Number)
            .OrderBy(group => group.Key)
            .Select(group => new PinnedNode(group.Key, Memory(topology, group.First().Node!), CpuSet.Of(group.Select(each => each.Vcpu)))),
    ];

    // A node whose memory is not known counts as one that has some.
    private static int Memory(CpuTopology topology, NumaNode node) => node.MemoryKib is not 0
        ? node.Number
        : topology.Nodes
            .Where(other => other.MemoryKib is not 0)
            .OrderBy(other => CorePart.Distance(topology, node, other.Number))
            .Select(other => (int?)other.Number)
            .FirstOrDefault() ?? node.Number;
}
