using System.Collections.Immutable;

namespace Passthrough.Host.Cpu;

/// <summary>A NUMA node, from <c>/sys/devices/system/node/nodeN</c>.</summary>
/// <param name="Number">The kernel's number; numbers may be sparse.</param>
/// <param name="Cpus">The online CPUs of <c>cpumap</c>, <c>cpulist</c> or the links <c>cpuN</c>; empty for a node that has memory only.</param>
/// <param name="MemoryKib"><c>MemTotal</c> of its <c>meminfo</c> in KiB, 0 for a node without memory; null when unknown.</param>
/// <param name="Distances"><c>distance</c>: to each node in the order of their numbers, 10 for itself; empty when unknown.</param>
public sealed record NumaNode(int Number, CpuSet Cpus, long? MemoryKib, ImmutableArray<int> Distances);
