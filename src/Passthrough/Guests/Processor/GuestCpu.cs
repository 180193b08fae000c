using System.Collections.Immutable;
using Passthrough.Guests.Pinning;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Processor;

/// <summary>A guest's processors and the host's CPUs behind them.</summary>
/// <param name="Topology">What the guest sees.</param>
public sealed record GuestCpu(GuestTopology Topology)
{
    /// <summary>The host's CPU of each virtual processor, in their order; empty when the host's scheduler decides.</summary>
    public ImmutableArray<int> Pins { get; init; } = [];

    /// <summary>The host's CPUs for QEMU's own threads; empty when the host's scheduler decides.</summary>
    public CpuSet EmulatorCpus { get; init; } = CpuSet.Empty;

    /// <summary>How many I/O threads serve disks.</summary>
    public int IoThreads { get; init; }

    /// <summary>The host's CPUs of each I/O thread, in their order; empty when the host's scheduler decides.</summary>
    public ImmutableArray<CpuSet> IoThreadCpus { get; init; } = [];

    /// <summary>The real-time priority (SCHED_FIFO, 1 to 99) of the I/O threads; null for the usual scheduling.</summary>
    public int? IoThreadPriority { get; init; }

    /// <summary>True when everything of the host is kept off the guest's CPUs while it runs: its programs, interrupts and work queues.</summary>
    public bool IsIsolated { get; init; }

    /// <summary>The frequency governor, or the energy preference, of the guest's CPUs while it runs; null to leave them as they are.</summary>
    public string? Governor { get; init; }

    /// <summary>The host's NUMA nodes that the processors are on; empty when it does not matter. With several the guest has as many of its own.</summary>
    public ImmutableArray<PinnedNode> Nodes { get; init; } = [];

    /// <summary>True when an AMD processor is told to show its threads as threads (<c>topoext</c>).</summary>
    public bool HasTopoext { get; init; }

    /// <summary>True when the guest sees the host's caches.</summary>
    public bool HasHostCaches { get; init; }

    /// <summary>What a Windows guest is shown of Hyper-V.</summary>
    public HyperV HyperV { get; init; } = HyperV.Off;

    /// <summary>True when the signature of KVM is not shown: NVIDIA's drivers before 465 refuse to run under it.</summary>
    public bool HidesKvm { get; init; }

    /// <summary>True when KVM, not QEMU, emulates the I/O APIC (QEMU 4.0's other choice for q35 broke cards under Windows).</summary>
    public bool HasKvmIoApic { get; init; }
}
