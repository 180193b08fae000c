using System.Collections.Immutable;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>The cores that share an L3 cache; cores that have none form domains of their own, one for each kind of core and node.</summary>
/// <param name="Cache">The cache; null when the cores have none that is known.</param>
/// <param name="Node">The NUMA node of the first core; null when unknown.</param>
/// <param name="Cores">The cores, ordered by their first CPU; never empty.</param>
public sealed record CacheDomain(CpuCache? Cache, NumaNode? Node, ImmutableArray<CpuCore> Cores)
{
    /// <summary>The number of the cache, by which a person names it: L3 caches are counted from 0 in the order of their first CPUs; null without a cache.</summary>
    public int? Number { get; init; }

    /// <summary>The CPUs of the cores.</summary>
    public CpuSet Cpus => CpuSet.Of(Cores.SelectMany(core => core.Cpus));

    /// <summary>The domains of a machine, ordered by their first CPU; each core is in exactly one.</summary>
    /// <param name="topology">The machine.</param>
    public static ImmutableArray<CacheDomain> Of(CpuTopology topology)
    {
        var caches = topology.L3;
        var number = 0;
        return
        [
            .. topology.Cores
                .Select(core => (Core: core, Cache: caches.FirstOrDefault(cache => cache.Cpus.Overlaps(core.Cpus)), Node: topology.NodeOf(core.Cpus.First ?? -1)))
                .GroupBy(each => each.Cache is { } cache ? (cache, null, CoreKind.Unspecified) : (Cache: (CpuCache?)null, Node: (int?)each.Node?.Number, each.Core.Kind))
                .Select(domain => new CacheDomain(domain.Key.Item1, domain.First().Node, [.. domain.Select(each => each.Core)]) { Number = domain.Key.Item1 is null ? null : number++ }),
        ];
    }
}
