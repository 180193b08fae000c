namespace Passthrough.Host.Memory;

/// <summary>Memory, from <c>/proc/meminfo</c>.</summary>
/// <param name="TotalKib"><c>MemTotal</c> in KiB; null when unknown.</param>
/// <param name="AvailableKib"><c>MemAvailable</c> in KiB; null when unknown.</param>
/// <param name="HugePageKib">Size of a default huge page in KiB; null when unknown.</param>
/// <param name="HugePagesTotal">Default huge pages reserved; null when unknown.</param>
/// <param name="HugePagesFree">Default huge pages free; null when unknown.</param>
public sealed record MemoryFacts(long? TotalKib, long? AvailableKib, long? HugePageKib, long? HugePagesTotal, long? HugePagesFree);
