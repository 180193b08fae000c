using System.Collections.Immutable;
using Passthrough.Host.Cpu;

namespace Passthrough.Planning.CpuPinning;

/// <summary>Which cores the host keeps and which a guest would get. Whole cores only: threads of one core are never parted.</summary>
/// <param name="HostCores">The host's, ordered by their first CPU; at least one where any core is known.</param>
/// <param name="GuestCores">The guest's, ordered by their first CPU; empty when the machine has no core to spare.</param>
/// <param name="Reasons">What led to it.</param>
public sealed record CorePlan(ImmutableArray<CpuCore> HostCores, ImmutableArray<CpuCore> GuestCores, ImmutableArray<CorePlanReason> Reasons)
{
    /// <summary>The host's CPUs.</summary>
    public CpuSet HostCpus => CpuSet.Of(HostCores.SelectMany(core => core.Cpus));

    /// <summary>The guest's CPUs.</summary>
    public CpuSet GuestCpus => CpuSet.Of(GuestCores.SelectMany(core => core.Cpus));
}
