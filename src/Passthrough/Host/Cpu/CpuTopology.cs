using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Cpu;

/// <summary>How the logical CPUs hang together, from <c>/sys/devices/system/cpu</c> and <c>/sys/devices/system/node</c>, or <c>/proc/cpuinfo</c> where the kernel says nothing there.</summary>
public sealed record CpuTopology
{
    /// <summary>Nothing known.</summary>
    public static CpuTopology Unknown { get; } = new();

    /// <summary>CPUs that work now: <c>online</c>, else <c>cpuN/online</c>, else the processors of <c>/proc/cpuinfo</c>.</summary>
    public CpuSet Online { get; init; } = CpuSet.Empty;

    /// <summary>CPUs that are there and switched off: <see cref="Present"/> without <see cref="Online"/>.</summary>
    public CpuSet Offline { get; init; } = CpuSet.Empty;

    /// <summary>CPUs that are there: <c>present</c>, else all <c>cpuN</c> folders.</summary>
    public CpuSet Present { get; init; } = CpuSet.Empty;

    /// <summary>CPUs that could be plugged in: <c>possible</c>; null when unknown.</summary>
    public CpuSet? Possible { get; init; }

    /// <summary>CPUs that the scheduler leaves alone: <c>isolated</c> (kernel parameter <c>isolcpus=</c>, or isolated cpusets); null when unknown.</summary>
    public CpuSet? Isolated { get; init; }

    /// <summary>CPUs without a timer tick while one task runs: <c>nohz_full</c>; null when unknown.</summary>
    public CpuSet? NohzFull { get; init; }

    /// <summary>Whether a core runs several threads: <c>smt/control</c> (<c>on</c>, <c>off</c>, <c>forceoff</c>, <c>notsupported</c>); null when unknown.</summary>
    public string? SmtControl { get; init; }

    /// <summary>Cores with their online threads, ordered by their first CPU; each online CPU is in exactly one.</summary>
    public ImmutableArray<CpuCore> Cores { get; init; } = [];

    /// <summary>Where the kinds of the cores come from.</summary>
    public CoreKindSource KindSource { get; init; }

    /// <summary>Packages (sockets): <c>topology/package_cpus</c> or <c>core_siblings</c>, else the same <c>physical_package_id</c>; empty when unknown.</summary>
    public ImmutableArray<CpuGroup> Packages { get; init; } = [];

    /// <summary>Dies: <c>topology/die_cpus</c>, else the same <c>die_id</c> in a package; empty when the kernel names none.</summary>
    public ImmutableArray<CpuGroup> Dies { get; init; } = [];

    /// <summary>Clusters: <c>topology/cluster_cpus</c>; empty when the kernel names none.</summary>
    public ImmutableArray<CpuGroup> Clusters { get; init; } = [];

    /// <summary>Caches of level 2 and higher, ordered by level and first CPU.</summary>
    public ImmutableArray<CpuCache> Caches { get; init; } = [];

    /// <summary>NUMA nodes, those without CPUs and those without memory among them, ordered by number; empty when the kernel knows no nodes.</summary>
    public ImmutableArray<NumaNode> Nodes { get; init; } = [];

    /// <summary>How frequencies are governed; empty when nothing governs them.</summary>
    public ImmutableArray<CpuScaling> Scaling { get; init; } = [];

    /// <summary>The L3 caches.</summary>
    [JsonIgnore]
    public ImmutableArray<CpuCache> L3 => [.. Caches.Where(cache => cache.Level == 3)];

    /// <summary>
    /// The L3 caches that are larger than the smallest one, when the sizes differ: on a processor with 3D V-Cache the cache die, elsewhere the cache of the
    /// faster cores. Empty when all are alike or a size is unknown.
    /// </summary>
    [JsonIgnore]
    public ImmutableArray<CpuCache> LargerL3
    {
        get
        {
            var caches = L3;
            return caches.Any(cache => cache.SizeKib is null) ? [] : [.. caches.Where(cache => cache.SizeKib > caches.Min(other => other.SizeKib))];
        }
    }

    /// <summary>True when cores of different kinds are there.</summary>
    [JsonIgnore]
    public bool IsHybrid => Cores.Select(core => core.Kind).Distinct().Count() > 1;

    /// <summary>The CPUs of all cores of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public CpuSet OfKind(CoreKind kind) => CpuSet.Of(Cores.Where(core => core.Kind == kind).SelectMany(core => core.Cpus));

    /// <summary>The node whose CPUs hold this one; null when no node does.</summary>
    /// <param name="cpu">The CPU.</param>
    public NumaNode? NodeOf(int cpu) => Nodes.FirstOrDefault(node => node.Cpus.Contains(cpu));
}
