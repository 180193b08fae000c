using System.Collections.Immutable;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>The order in which a guest counts its cores.</summary>
internal static class GuestOrder
{
    /// <summary>The guest's cores: those of a node together, in it those of an L3 cache, in it by first CPU.</summary>
    /// <param name="topology">The machine.</param>
    /// <param name="guest">The guest's CPUs.</param>
    /// <param name="hasOneThreadPerCore">True when only the first of them in each core runs a virtual CPU.</param>
    public static ImmutableArray<PinnedCore> Of(CpuTopology topology, CpuSet guest, bool hasOneThreadPerCore)
    {
        var caches = topology.L3;
        return
        [
            .. topology.Cores
                .Where(core => core.Cpus.Overlaps(guest))
                .Select(core => new PinnedCore(
                    core,
                    [.. core.Cpus.Intersect(guest).Take(hasOneThreadPerCore ? 1 : int.MaxValue)],
                    caches.FirstOrDefault(cache => cache.Cpus.Overlaps(core.Cpus)),
                    topology.Packages.FirstOrDefault(package => package.Cpus.Overlaps(core.Cpus)),
                    topology.NodeOf(core.Cpus.First ?? -1)))
                .OrderBy(core => core.Node?.Number ?? int.MaxValue)
                .ThenBy(core => core.Cache?.Cpus.First ?? int.MaxValue)
                .ThenBy(core => core.Host.Cpus.First),
        ];
    }
}
