using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Cpu;

namespace Passthrough.Tests.Guests.Pinning;

/// <summary>Processors that nobody would build, and one that somebody might.</summary>
internal static class RandomProcessors
{
    /// <summary>Two to eight cores, each of any kind, in any cache and node or in none, with one or two threads.</summary>
    public static Gen<CpuFacts> Machines() =>
        from count in Gen.Choose(2, 8)
        from kinds in Gen.Elements(Enum.GetValues<CoreKind>()).ListOf(count)
        from isKindKnown in Gen.Elements(true, false)
        from caches in Gen.Choose(0, 3).ListOf(count)
        from sizes in Gen.Elements<long?>(16, 32, 96, null).ListOf(4)
        from nodes in Gen.Choose(0, 3).ListOf(count)
        from memories in Gen.Elements<long?>(0, 1024, null).ListOf(4)
        from distances in Gen.Choose(11, 40).ListOf(16)
        from packages in Gen.Choose(0, 2).ListOf(count)
        from threads in Gen.Choose(1, 2).ListOf(count)
        from vendor in Gen.Elements("AuthenticAMD", "GenuineIntel")
        let cores = kinds.Select((kind, index) => new CpuCore(index, 0, null, null, Threads(index, count, threads[index]), isKindKnown ? kind : CoreKind.Unspecified)).ToImmutableArray()
        select new CpuFacts(vendor, null, null, null, null)
        {
            Topology = new CpuTopology
            {
                Online = Cpus(cores, _ => true),
                Present = Cpus(cores, _ => true),
                Cores = cores,
                Caches = [.. Enumerable.Range(1, 3).Select(cache => new CpuCache(3, "Unified", sizes[cache], Cpus(cores, index => caches[index] == cache))).Where(cache => !cache.Cpus.IsEmpty).OrderBy(cache => cache.Cpus.First)],
                Packages = [.. Enumerable.Range(1, 2).Select(package => new CpuGroup(package, Cpus(cores, index => packages[index] == package))).Where(package => !package.Cpus.IsEmpty)],
                Nodes = [.. Enumerable.Range(0, 3).Select(node => new NumaNode(node, Cpus(cores, index => nodes[index] == node), memories[node], [.. distances.Skip(node * 4).Take(3)]))],
            },
        };

    /// <summary>Cores with one thread in equal caches on equal nodes, 32 apart.</summary>
    public static CpuFacts Server(int caches, int coresOfCache, int nodes)
    {
        var count = caches * coresOfCache;
        return new CpuFacts("AuthenticAMD", null, count, true, false)
        {
            Topology = new CpuTopology
            {
                Online = CpuSet.Of(Enumerable.Range(0, count)),
                Present = CpuSet.Of(Enumerable.Range(0, count)),
                Cores = [.. Enumerable.Range(0, count).Select(cpu => new CpuCore(cpu, 0, null, null, CpuSet.Of(cpu)))],
                Caches = [.. Enumerable.Range(0, count).Chunk(coresOfCache).Select(cpus => new CpuCache(3, "Unified", 32768, CpuSet.Of(cpus)))],
                Nodes = [.. Enumerable.Range(0, count).Chunk(count / nodes).Select((cpus, node) => new NumaNode(node, CpuSet.Of(cpus), null, [.. Enumerable.Range(0, nodes).Select(other => other == node ? 10 : 32)]))],
            },
        };
    }

    private static CpuSet Threads(int index, int count, int threads) => threads == 1 ? CpuSet.Of(index) : CpuSet.Of(index, index + count);

    private static CpuSet Cpus(ImmutableArray<CpuCore> cores, Func<int, bool> isMember) => CpuSet.Of(cores.Where((_, index) => isMember(index)).SelectMany(core => core.Cpus));
}
