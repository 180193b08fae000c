using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>The virtual CPUs that run on one NUMA node of the host: a cell of the guest, when there are several.</summary>
/// <param name="HostNode">The node.</param>
/// <param name="MemoryNode">The node whose memory serves them: the same, or the nearest that has memory when that has none.</param>
/// <param name="Vcpus">The virtual CPUs, by their numbers in the guest.</param>
public sealed record PinnedNode(int HostNode, int MemoryNode, CpuSet Vcpus);
