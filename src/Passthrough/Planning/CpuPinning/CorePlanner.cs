using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host.Cpu;

namespace Passthrough.Planning.CpuPinning;

/// <summary>
/// Shares cores out between the host and a guest. Pure. Whole L3 caches first, so that neither side empties the other's; performance cores before others; then
/// the card's NUMA node, the larger cache, and last the node and the cache that have the first CPU, on which the kernel keeps work that cannot be moved. Within a
/// cache the host keeps the first cores. The host always keeps at least one core.
/// </summary>
public static class CorePlanner
{
    /// <summary>The proposal.</summary>
    /// <param name="topology">The machine.</param>
    /// <param name="guestCores">How many cores the guest is to get; null for a number that suits the machine.</param>
    /// <param name="cardNode">The NUMA node of the card; null when it is not known or does not matter.</param>
    /// <exception cref="InvalidInputException">The number is below 1 or leaves no core for the host.</exception>
    public static CorePlan Propose(CpuTopology topology, int? guestCores = null, int? cardNode = null)
    {
        var spare = topology.Cores.Length - 1;
        if (guestCores is { } asked && (asked < 1 || asked > spare))
        {
            throw new InvalidInputException(
                $"a guest cannot get {asked} of this machine's {topology.Cores.Length} cores",
                nextStep: spare < 1 ? "the host needs a core of its own: this machine has none to spare" : $"ask for {(spare == 1 ? "1 core" : $"1 to {spare} cores")}: the host keeps at least one");
        }

        var domains = Preferred(topology, cardNode);
        var isolated = Isolated(topology);
        var chosen = guestCores is { } count ? Take(domains, count)
            : !isolated.IsEmpty ? isolated
            : Take(domains, Usual(topology, domains));
        var guest = CpuSet.Of(chosen.SelectMany(core => core.Cpus));
        var ordered = topology.Cores.Where(core => core.Cpus.IsSubsetOf(guest)).ToImmutableArray();
        return new CorePlan(
            [.. topology.Cores.Where(core => !core.Cpus.IsSubsetOf(guest))],
            ordered,
            ordered.IsEmpty ? [] : [.. Reasons(topology, ordered, guest, cardNode, isWish: guestCores is not null)]);
    }

    // The parts of domains in the order in which the guest gets them; a part holds cores of one kind.
    private static ImmutableArray<CacheDomain> Preferred(CpuTopology topology, int? cardNode)
    {
        var larger = topology.LargerL3;
        var home = topology.Online.First ?? 0;
        return
        [
            .. CacheDomain.Of(topology)
                .SelectMany(domain => domain.Cores.GroupBy(core => core.Kind).Select(kind => domain with { Cores = [.. kind] }))
                .OrderBy(part => Rank(part.Cores[0].Kind))
                .ThenBy(part => cardNode is { } node ? Distance(topology, part.Node, node) : 0)
                .ThenBy(part => part.Cache is { } cache && larger.Contains(cache) ? 0 : 1)
                .ThenBy(part => cardNode is null && part.Node?.Cpus.Contains(home) == true ? 1 : 0)
                .ThenBy(part => part.Cores.Any(core => core.Cpus.Contains(home)) ? 1 : 0)
                .ThenBy(part => part.Cores[0].Cpus.First),
        ];
    }

    private static int Distance(CpuTopology topology, NumaNode? from, int to)
    {
        var place = topology.Nodes.Select(node => node.Number).ToList().IndexOf(to);
        return from is null ? int.MaxValue
            : from.Number == to ? 0
            : place >= 0 && place < from.Distances.Length ? from.Distances[place]
            : int.MaxValue;
    }

    private static int Rank(CoreKind kind) => kind switch
    {
        CoreKind.Efficiency => 1,
        CoreKind.LowPower => 2,
        _ => 0,
    };

    private static ImmutableArray<CpuCore> Isolated(CpuTopology topology)
    {
        var isolated = topology.Isolated ?? CpuSet.Empty;
        var cores = topology.Cores.Where(core => core.Cpus.IsSubsetOf(isolated)).ToImmutableArray();
        return cores.Length < topology.Cores.Length ? cores : [];
    }

    private static int Usual(CpuTopology topology, ImmutableArray<CacheDomain> parts)
    {
        var all = topology.Cores.Length;
        if (all < 2)
        {
            return 0;
        }

        var fast = parts.Where(part => Rank(part.Cores[0].Kind) == 0).ToList();
        var fastCores = fast.Sum(part => part.Cores.Length);
        if (topology.LargerL3.Length > 0 || fast.Count > 1)
        {
            // As many whole caches of one node as fit into half of the cores, and one in any case, as long as a core stays.
            var count = 0;
            foreach (var part in fast.TakeWhile(part => count == 0 || (part.Node?.Number == fast[0].Node?.Number && count + part.Cores.Length <= all / 2)))
            {
                count += part.Cores.Length;
            }

            return Math.Clamp(count, 1, all - 1);
        }

        // All performance cores where others stay for the host; else all but a quarter.
        return fastCores > 0 && fastCores < all ? fastCores : all - Math.Max(1, all / 4);
    }

    private static ImmutableArray<CpuCore> Take(ImmutableArray<CacheDomain> parts, int count)
    {
        var taken = ImmutableArray.CreateBuilder<CpuCore>();
        var left = parts.ToList();
        while (taken.Count < count && left.Count > 0)
        {
            // The first choice, unless it is too large and another one of the same kind is exactly filled.
            var missing = count - taken.Count;
            var next = left[0].Cores.Length <= missing ? left[0]
                : left.FirstOrDefault(part => part.Cores.Length == missing && IsAlike(part, left[0])) ?? left[0];
            taken.AddRange(next.Cores.TakeLast(missing));
            left.Remove(next);
        }

        return taken.ToImmutable();
    }

    private static bool IsAlike(CacheDomain part, CacheDomain first) =>
        Rank(part.Cores[0].Kind) == Rank(first.Cores[0].Kind) && part.Node?.Number == first.Node?.Number && part.Cache?.SizeKib == first.Cache?.SizeKib;

    private static IEnumerable<CorePlanReason> Reasons(CpuTopology topology, ImmutableArray<CpuCore> cores, CpuSet guest, int? cardNode, bool isWish)
    {
        if (!isWish && !Isolated(topology).IsEmpty)
        {
            yield return CorePlanReason.AlreadyIsolated;
        }

        var used = topology.L3.Where(cache => cache.Cpus.Overlaps(guest)).ToList();
        if (used.Count > 0)
        {
            yield return used.All(cache => cache.Cpus.IsSubsetOf(guest)) ? CorePlanReason.WholeCaches : CorePlanReason.SharedCache;
            var larger = topology.LargerL3;
            if (larger.Length > 0 && used.All(larger.Contains))
            {
                yield return CorePlanReason.LargerCache;
            }
        }

        if (topology.IsHybrid)
        {
            yield return cores.All(core => core.Kind == CoreKind.Performance) ? CorePlanReason.PerformanceCores : CorePlanReason.MixedKinds;
            if (topology.KindSource == CoreKindSource.FrequencyGuess)
            {
                yield return CorePlanReason.KindsAreGuessed;
            }
        }

        if (cardNode is { } number && topology.Nodes.FirstOrDefault(node => node.Number == number) is { } near)
        {
            yield return guest.IsSubsetOf(near.Cpus) ? CorePlanReason.NearCard : CorePlanReason.FarFromCard;
        }
    }
}
