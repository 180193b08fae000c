using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>What a person asks for. At most one of <see cref="Cores"/>, <see cref="Cpus"/> and <see cref="CacheDomain"/>; none of them for what suits the machine.</summary>
public sealed record PinningRequest
{
    /// <summary>How many cores the guest gets; the planner chooses which. Null when not said.</summary>
    public int? Cores { get; init; }

    /// <summary>The host's CPUs that the guest gets. Null when not said.</summary>
    public CpuSet? Cpus { get; init; }

    /// <summary>The L3 cache all of whose cores the guest gets, by <see cref="Pinning.CacheDomain.Number"/>. Null when not said.</summary>
    public int? CacheDomain { get; init; }

    /// <summary>How many I/O threads the guest has: 0 or more.</summary>
    public int IoThreads { get; init; }

    /// <summary>True when the guest gets one thread of each core and the other threads stay idle; false for all threads.</summary>
    public bool HasOneThreadPerCore { get; init; }

    /// <summary>The NUMA node of the card; null when it is not known or does not matter.</summary>
    public int? CardNode { get; init; }
}
