using System.Collections.Immutable;

namespace Passthrough.Host.Memory;

/// <summary>The memory of one NUMA node, from <c>/sys/devices/system/node/nodeN</c>.</summary>
/// <param name="Node">The node's number.</param>
/// <param name="TotalKib"><c>MemTotal</c> of <c>meminfo</c> in KiB; 0 for a node without memory; null when unknown.</param>
/// <param name="FreeKib"><c>MemFree</c> of <c>meminfo</c> in KiB; null when unknown.</param>
/// <param name="HugePages">Huge pages of each size on this node, ordered by size: <c>hugepages/</c>.</param>
public sealed record NodeMemory(int Node, long? TotalKib, long? FreeKib, ImmutableArray<HugePagePool> HugePages);
