using System.Collections.Immutable;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>Says what a pinning is like.</summary>
internal static class PinningReasons
{
    /// <summary>The reasons, in the order in which they matter; none for a guest without cores.</summary>
    /// <param name="topology">The machine.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="guest">The guest's CPUs.</param>
    /// <param name="order">Its cores in its order.</param>
    /// <param name="layout">What it sees of them; null when it has none.</param>
    /// <param name="places">Where its other threads run.</param>
    public static IEnumerable<PinningReason> Of(CpuTopology topology, PinningRequest request, CpuSet guest, ImmutableArray<PinnedCore> order, GuestTopology? layout, HostPlaces places) =>
        layout is null ? [] : OfCaches(topology, guest).Concat(OfKinds(topology, order)).Concat(OfNodes(topology, request.CardNode, guest, order)).Concat(OfLayout(topology, request, guest, order, layout, places));

    private static IEnumerable<PinningReason> OfCaches(CpuTopology topology, CpuSet guest)
    {
        var used = topology.L3.Where(cache => cache.Cpus.Overlaps(guest)).ToList();
        if (used.Count > 0)
        {
            yield return used.All(cache => cache.Cpus.IsSubsetOf(guest)) ? PinningReason.WholeCaches : PinningReason.SharedCache;
            var larger = topology.LargerL3;
            if (larger.Length > 0 && used.All(larger.Contains))
            {
                yield return PinningReason.LargerCache;
            }
        }
    }

    private static IEnumerable<PinningReason> OfKinds(CpuTopology topology, ImmutableArray<PinnedCore> order)
    {
        if (topology.IsHybrid)
        {
            yield return order.All(core => core.Host.Kind == CoreKind.Performance) ? PinningReason.PerformanceCores
                : order.Select(core => core.Host.Kind).Distinct().Count() > 1 ? PinningReason.MixedKinds
                : PinningReason.SlowerCores;
            if (topology.KindSource == CoreKindSource.FrequencyGuess)
            {
                yield return PinningReason.KindsAreGuessed;
            }
        }
    }

    private static IEnumerable<PinningReason> OfNodes(CpuTopology topology, int? cardNode, CpuSet guest, ImmutableArray<PinnedCore> order)
    {
        if (topology.Nodes.FirstOrDefault(node => node.Number == cardNode) is { } near)
        {
            yield return guest.IsSubsetOf(near.Cpus) ? PinningReason.NearCard : PinningReason.FarFromCard;
        }

        var used = order.Select(core => core.Node).OfType<NumaNode>().DistinctBy(node => node.Number).ToList();
        if (used.Count > 1)
        {
            yield return PinningReason.SeveralNodes;
        }

        if (used.Any(node => node.MemoryKib is 0))
        {
            yield return PinningReason.NodeWithoutMemory;
        }
    }

    private static IEnumerable<PinningReason> OfLayout(CpuTopology topology, PinningRequest request, CpuSet guest, ImmutableArray<PinnedCore> order, GuestTopology layout, HostPlaces places)
    {
        if (topology.Cores.Any(core => core.Cpus.Contains(topology.Online.First ?? -1) && core.Cpus.Overlaps(guest)))
        {
            yield return PinningReason.FirstCore;
        }

        if (order.Any(core => !core.Host.Cpus.IsSubsetOf(guest)))
        {
            yield return PinningReason.SplitCores;
        }

        if (request.HasOneThreadPerCore && order.Any(core => core.Host.Cpus.Intersect(guest).Count > 1))
        {
            yield return PinningReason.OneThreadPerCore;
        }

        if (!TopologyMirror.AreEven(order))
        {
            yield return PinningReason.UnevenThreads;
        }

        if (order.Select(core => core.Cache).Distinct().Count() > layout.Sockets * layout.Dies)
        {
            yield return PinningReason.UnevenCaches;
        }

        if (layout.Sockets > 1)
        {
            yield return PinningReason.SeveralSockets;
        }

        if (places.IsShared)
        {
            yield return PinningReason.SharedThreadCores;
        }
    }
}
