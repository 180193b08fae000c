using Passthrough.Host.Cpu;

namespace Passthrough.Tests.Guests.Pinning;

/// <summary>The cost as the table of <c>docs/pinning.md</c> states it, row by row, of any set of CPUs of a machine.</summary>
internal sealed class StatedCost(CpuTopology machine, int? card)
{
    private readonly List<CpuCache> caches = [.. machine.L3];
    private readonly NumaNode? cardNode = machine.Nodes.FirstOrDefault(node => node.Number == card);
    private readonly int first = machine.Online.Min();

    /// <summary>One number for each row.</summary>
    public long[] Of(CpuSet guest)
    {
        var cores = machine.Cores.Where(core => core.Cpus.IsSubsetOf(guest)).ToList();
        var (guests, hosts) = (cores.Select(CacheOf).OfType<CpuCache>().ToHashSet(), machine.Cores.Except(cores).Select(CacheOf).OfType<CpuCache>());
        return
        [
            cores.Count(core => core.Kind is CoreKind.Efficiency or CoreKind.LowPower),
            cores.Count(core => core.Kind is CoreKind.LowPower),
            guests.Intersect(hosts).Count(),
            cores.Select(NodeOf).Where(node => node is not null).Distinct().Count(),
            cores.Sum(Distance),
            guests.Count,
            cores.Count(core => machine.Cores.Any(other => other.Kind == core.Kind && other.Cpus.Count > core.Cpus.Count)),
            caches.Any(cache => cache.SizeKib is null) || caches.Count == 0 ? 0 : cores.Sum(core => caches.Max(cache => cache.SizeKib!.Value) - (CacheOf(core)?.SizeKib ?? 0)),
            guest.Contains(first) ? 1 : 0,
            cores.Count(core => CacheOf(core)?.Cpus.Contains(first) == true || (card is null && NodeOf(core)?.Cpus.Contains(first) == true)),
        ];
    }

    /// <summary>True when no row before the first that differs speaks against it.</summary>
    public static bool IsLess(long[] cost, long[] other)
    {
        var (mine, others) = cost.Zip(other).FirstOrDefault(pair => pair.First != pair.Second);
        return mine < others;
    }

    private long Distance(CpuCore core)
    {
        if (card is null)
        {
            return 0;
        }

        var node = NodeOf(core);
        return node is not null && node.Number == card ? 0
            : node is null || cardNode is null ? 255
            : node.Distances.ElementAtOrDefault(machine.Nodes.Count(other => other.Number < cardNode.Number)) is > 0 and var distance ? distance
            : 255;
    }

    private CpuCache? CacheOf(CpuCore core) => caches.Find(cache => cache.Cpus.Overlaps(core.Cpus));

    private NumaNode? NodeOf(CpuCore core) => machine.Nodes.FirstOrDefault(node => node.Cpus.Contains(core.Cpus.Min()));
}
