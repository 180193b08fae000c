using System.Collections.Immutable;

namespace Passthrough.Host.Memory;

/// <summary>Memory, from <c>/proc/meminfo</c>, <c>/sys/kernel/mm</c> and <c>/sys/devices/system/node</c>.</summary>
/// <param name="TotalKib"><c>MemTotal</c> in KiB; null when unknown.</param>
/// <param name="AvailableKib"><c>MemAvailable</c> in KiB; null when unknown.</param>
/// <param name="HugePageKib">Size of a default huge page in KiB; null when unknown.</param>
/// <param name="HugePagesTotal">Default huge pages reserved; null when unknown.</param>
/// <param name="HugePagesFree">Default huge pages free; null when unknown.</param>
public sealed record MemoryFacts(long? TotalKib, long? AvailableKib, long? HugePageKib, long? HugePagesTotal, long? HugePagesFree)
{
    /// <summary><c>SwapTotal</c> in KiB; null when unknown.</summary>
    public long? SwapTotalKib { get; init; }

    /// <summary>Huge pages of each size on the whole machine: <c>/sys/kernel/mm/hugepages/hugepages-SIZEkB</c>, ordered by size; empty when the kernel has none.</summary>
    public ImmutableArray<HugePagePool> HugePages { get; init; } = [];

    /// <summary>Transparent huge pages: the chosen word of <c>/sys/kernel/mm/transparent_hugepage/enabled</c> (<c>always</c>, <c>madvise</c>, <c>never</c>); null when unknown.</summary>
    public string? TransparentHugePages { get; init; }

    /// <summary>Memory of each NUMA node; empty when the kernel knows no nodes.</summary>
    public ImmutableArray<NodeMemory> Nodes { get; init; } = [];

    /// <summary>How much memory this process may lock (<c>Max locked memory</c> of <c>/proc/self/limits</c>); null when unknown.</summary>
    public LockedMemoryLimit? LockedLimit { get; init; }

    /// <summary>What is configured about locked memory, in the order in which pam_limits reads it (a later entry wins): <c>/etc/security/limits.conf</c>, then <c>limits.d/*.conf</c>.</summary>
    public ImmutableArray<LimitEntry> ConfiguredLocks { get; init; } = [];
}
