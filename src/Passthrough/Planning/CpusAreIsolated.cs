using Passthrough.Host.Cpu;

namespace Passthrough.Planning;

/// <summary>The scheduler leaves these CPUs alone (<c>/sys/devices/system/cpu/isolated</c>).</summary>
/// <param name="Cpus">The CPUs.</param>
public sealed record CpusAreIsolated(CpuSet Cpus) : Postcondition;
