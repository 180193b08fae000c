using System.Collections.Immutable;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>Cores of one L3 cache, one NUMA node and one kind, with equally many threads: which of them a guest gets makes no difference to the cost, save for the machine's first core.</summary>
/// <param name="Cores">The cores, ordered by their first CPU; never empty. The guest gets the last ones, so that the first core is the last to be taken.</param>
/// <param name="Cache">The L3 cache; null when none is known.</param>
/// <param name="Node">The NUMA node; null when unknown.</param>
/// <param name="HasFirstCore">True when the first of them is the core of the machine's first CPU.</param>
/// <param name="Each">What one of them costs when the guest gets it.</param>
internal sealed record CorePart(ImmutableArray<CpuCore> Cores, CpuCache? Cache, NumaNode? Node, bool HasFirstCore, PinningCost Each)
{
    // What the kernel and ACPI take for a node that cannot be reached.
    private const int UnknownDistance = 255;

    /// <summary>The parts of a machine, ordered by node and first CPU; each core is in exactly one.</summary>
    /// <param name="topology">The machine.</param>
    /// <param name="cardNode">The NUMA node of the card; null when not known.</param>
    public static ImmutableArray<CorePart> Of(CpuTopology topology, int? cardNode)
    {
        var caches = topology.L3;
        var areSized = caches.All(cache => cache.SizeKib is not null);
        var largest = caches.Max(cache => cache.SizeKib) ?? 0;
        var first = topology.Online.First ?? -1;
        var widths = topology.Cores.GroupBy(core => core.Kind).ToDictionary(kind => kind.Key, kind => kind.Max(core => core.Cpus.Count));

        PinningCost Each(CpuCache? cache, NumaNode? node, CoreKind kind, bool isUneven) => default(PinningCost) with
        {
            SlowerCores = kind is CoreKind.Efficiency or CoreKind.LowPower ? 1 : 0,
            LowPowerCores = kind == CoreKind.LowPower ? 1 : 0,
            Distance = cardNode is { } card ? Distance(topology, node, card) : 0,
            UnevenCores = isUneven ? 1 : 0,
            MissingCacheKib = areSized ? largest - (cache?.SizeKib ?? 0) : 0,
            NeighbourCores = cache?.Cpus.Contains(first) == true || (cardNode is null && node?.Cpus.Contains(first) == true) ? 1 : 0,
        };

        return
        [
            .. topology.Cores
                .GroupBy(core => (
                    Cache: caches.FirstOrDefault(cache => cache.Cpus.Overlaps(core.Cpus)),
                    Node: topology.NodeOf(core.Cpus.First ?? -1),
                    core.Kind,
                    IsUneven: core.Cpus.Count < widths[core.Kind]))
                .Select(part => new CorePart(
                    [.. part],
                    part.Key.Cache,
                    part.Key.Node,
                    part.First().Cpus.Contains(first),
                    Each(part.Key.Cache, part.Key.Node, part.Key.Kind, part.Key.IsUneven)))
                .OrderBy(part => part.Node?.Number ?? int.MaxValue)
                .ThenBy(part => part.Cores[0].Cpus.First),
        ];
    }

    /// <summary>The kernel's distance between two nodes; 0 for the node itself, 255 when it is not known.</summary>
    /// <param name="topology">The machine.</param>
    /// <param name="from">The first node; null when unknown.</param>
    /// <param name="to">The other node's number.</param>
    public static int Distance(CpuTopology topology, NumaNode? from, int to)
    {
        var place = topology.Nodes.Select(node => node.Number).ToList().IndexOf(to);
        return from is null ? UnknownDistance
            : from.Number == to ? 0
            : place >= 0 && place < from.Distances.Length ? from.Distances[place]
            : UnknownDistance;
    }

    /// <summary>What the last <paramref name="count"/> of them cost, without what caches and nodes cost as wholes.</summary>
    /// <param name="count">How many; 0 to all.</param>
    public PinningCost Cost(int count) => Each.Times(count) with { FirstCores = HasFirstCore && count == Cores.Length ? 1 : 0 };
}
