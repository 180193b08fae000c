using Passthrough.Host;
using Passthrough.Host.Iommu;

namespace Passthrough.Planning;

/// <summary>What a plan needs to know of a machine beyond what each of them needs.</summary>
public static class PlanFacts
{
    /// <summary>The machine with what this request rests on.</summary>
    /// <param name="facts">The machine as it was read.</param>
    /// <param name="roots">The machine.</param>
    /// <param name="request">What was asked.</param>
    public static HostFacts For(HostFacts facts, HostRoots roots, PlanRequest request) =>
        request.AcsOverride is null ? facts : facts with { Iommu = facts.Iommu with { KnowsAcsOverride = AcsOverrideSupport.Read(roots) } };
}
