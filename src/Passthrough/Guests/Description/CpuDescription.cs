using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Description;

/// <summary>What is wanted of a guest's processors. Cores are named in one way: as a number, as the host's CPUs, as an L3 cache, or (without pinning) as virtual processors.</summary>
public sealed record CpuDescription
{
    /// <summary>How many of the host's cores.</summary>
    public int? Cores { get; init; }

    /// <summary>The host's CPUs.</summary>
    public CpuSet? Cpus { get; init; }

    /// <summary>All cores of one L3 cache, by the number that <c>passthrough cpu</c> shows.</summary>
    public int? CacheDomain { get; init; }

    /// <summary>How many virtual processors, that run wherever the host's scheduler puts them.</summary>
    public int? Vcpus { get; init; }

    /// <summary>Whether the guest gets all threads of its cores; false for one of each, the others stay idle.</summary>
    public bool? HasSmt { get; init; }

    /// <summary>Whether virtual processors are pinned.</summary>
    public bool? IsPinned { get; init; }

    /// <summary>How many I/O threads serve disks.</summary>
    public int? IoThreads { get; init; }

    /// <summary>See <see cref="Processor.GuestCpu.IoThreadPriority"/>.</summary>
    public int? IoThreadPriority { get; init; }

    /// <summary>See <see cref="Processor.GuestCpu.IsIsolated"/>.</summary>
    public bool? IsIsolated { get; init; }

    /// <summary>See <see cref="Processor.GuestCpu.Governor"/>.</summary>
    public string? Governor { get; init; }

    /// <summary>See <see cref="Processor.GuestCpu.HasTopoext"/>.</summary>
    public bool? HasTopoext { get; init; }

    /// <summary>See <see cref="Processor.GuestCpu.HasHostCaches"/>.</summary>
    public bool? HasHostCaches { get; init; }

    /// <summary>Whether Hyper-V's interfaces are shown.</summary>
    public bool? HasHyperV { get; init; }

    /// <summary>See <see cref="Processor.HyperV.VendorId"/>; empty for the usual one.</summary>
    public string? VendorId { get; init; }

    /// <summary>See <see cref="Processor.GuestCpu.HidesKvm"/>.</summary>
    public bool? HidesKvm { get; init; }

    /// <summary>See <see cref="Processor.GuestCpu.HasKvmIoApic"/>.</summary>
    public bool? HasKvmIoApic { get; init; }
}
