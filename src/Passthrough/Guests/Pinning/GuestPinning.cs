using System.Collections.Immutable;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>The whole pinning of a guest: which CPUs of the host run its virtual CPUs and which run everything else of it. <c>docs/pinning.md</c> describes it.</summary>
public sealed record GuestPinning
{
    /// <summary>The cores of which the host has all threads, ordered by their first CPU.</summary>
    public required ImmutableArray<CpuCore> HostCores { get; init; }

    /// <summary>The cores of which the guest has a thread, ordered by their first CPU; empty when the machine has no core to spare.</summary>
    public required ImmutableArray<CpuCore> GuestCores { get; init; }

    /// <summary>The host's CPUs: all that are online and not the guest's.</summary>
    public required CpuSet HostCpus { get; init; }

    /// <summary>The guest's CPUs, those among them that stay idle because it uses one thread of each core.</summary>
    public required CpuSet GuestCpus { get; init; }

    /// <summary>
    /// The host's CPU of each virtual CPU, in the guest's order: cores of a node, then of an L3 cache, then by first CPU; threads of a core follow one another.
    /// </summary>
    public required ImmutableArray<int> Vcpus { get; init; }

    /// <summary>Where the emulator's own threads run: cores of the host, near the guest where it has some there. Empty when the guest has no cores.</summary>
    public required CpuSet EmulatorCpus { get; init; }

    /// <summary>Where each I/O thread runs: a core of the host for each.</summary>
    public required ImmutableArray<CpuSet> IoThreads { get; init; }

    /// <summary>The processor as the guest sees it; null when it has no cores.</summary>
    public required GuestTopology? Topology { get; init; }

    /// <summary>The NUMA nodes of the guest's cores, ordered by number; empty when the kernel knows no nodes. Several: one cell of the guest for each.</summary>
    public required ImmutableArray<PinnedNode> Nodes { get; init; }

    /// <summary>
    /// True when the guest's processor needs the feature <c>topoext</c> to be told of its siblings: AMD's tell them only by it, and QEMU leaves it out of
    /// <c>host-passthrough</c>.
    /// </summary>
    public required bool NeedsTopoext { get; init; }

    /// <summary>What led to it, and what to know about it.</summary>
    public required ImmutableArray<PinningReason> Reasons { get; init; }
}
