using System.Collections.Immutable;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>How many cores suit a machine when the person names no number.</summary>
internal static class UsualCores
{
    /// <summary>
    /// As many whole L3 caches of one node as fit into half of the cores, and one in any case; on a machine with one L3 cache all performance cores where others stay
    /// for the host, else all but a quarter. The host always keeps a core.
    /// </summary>
    /// <param name="topology">The machine.</param>
    /// <param name="cardNode">The NUMA node of the card; null when not known.</param>
    public static int Of(CpuTopology topology, int? cardNode)
    {
        var all = topology.Cores.Length;
        if (all < 2)
        {
            return 0;
        }

        var fast = Preferred(topology, cardNode).Where(part => Rank(part.Cores[0].Kind) == 0).ToList();
        var fastCores = fast.Sum(part => part.Cores.Length);
        if (topology.LargerL3.Length > 0 || fast.Count > 1)
        {
            var count = 0;
            foreach (var part in fast.TakeWhile(part => count == 0 || (part.Node?.Number == fast[0].Node?.Number && count + part.Cores.Length <= all / 2)))
            {
                count += part.Cores.Length;
            }

            return Math.Clamp(count, 1, all - 1);
        }

        return fastCores > 0 && fastCores < all ? fastCores : all - Math.Max(1, all / 4);
    }

    // The cores of each kind in each cache, the best first: what a guest would fill when it could have only one of them.
    private static ImmutableArray<CacheDomain> Preferred(CpuTopology topology, int? cardNode)
    {
        var larger = topology.LargerL3;
        var first = topology.Online.First ?? 0;
        return
        [
            .. CacheDomain.Of(topology)
                .SelectMany(domain => domain.Cores.GroupBy(core => core.Kind).Select(kind => domain with { Cores = [.. kind] }))
                .OrderBy(part => Rank(part.Cores[0].Kind))
                .ThenBy(part => cardNode is { } node ? CorePart.Distance(topology, part.Node, node) : 0)
                .ThenBy(part => part.Cache is { } cache && larger.Contains(cache) ? 0 : 1)
                .ThenBy(part => cardNode is null && part.Node?.Cpus.Contains(first) == true ? 1 : 0)
                .ThenBy(part => part.Cores.Any(core => core.Cpus.Contains(first)) ? 1 : 0)
                .ThenBy(part => part.Cores[0].Cpus.First),
        ];
    }

    private static int Rank(CoreKind kind) => kind switch
    {
        CoreKind.Efficiency => 1,
        CoreKind.LowPower => 2,
        _ => 0,
    };
}
