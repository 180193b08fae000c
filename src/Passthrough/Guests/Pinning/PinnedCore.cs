using System.Collections.Immutable;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>A core of the host as a core of the guest.</summary>
/// <param name="Host">The core.</param>
/// <param name="Cpus">Those of its CPUs that run virtual CPUs, ascending; never empty.</param>
/// <param name="Cache">Its L3 cache; null when none is known.</param>
/// <param name="Package">Its package; null when unknown.</param>
/// <param name="Node">Its NUMA node; null when unknown.</param>
internal sealed record PinnedCore(CpuCore Host, ImmutableArray<int> Cpus, CpuCache? Cache, CpuGroup? Package, NumaNode? Node);
