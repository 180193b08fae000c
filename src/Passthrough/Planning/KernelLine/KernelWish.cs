using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Iommu;
using Passthrough.Planning.Isolation;
using Passthrough.Planning.Tuning;

namespace Passthrough.Planning.KernelLine;

/// <summary>What a plan wants of the kernel line.</summary>
/// <param name="Iommu">The IOMMU that is to be on.</param>
/// <param name="Tuning">Further words that the person asked for, in order.</param>
public sealed record KernelWish(IommuKind Iommu, ImmutableArray<string> Tuning)
{
    /// <summary>Words by which vfio-pci takes the card, or gets it alone; empty when none are needed.</summary>
    public ImmutableArray<string> Card { get; init; } = [];

    /// <summary>The wish of a request.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="devices">The card's functions.</param>
    /// <exception cref="Failures.RefusedException">The machine cannot do what was asked.</exception>
    internal static KernelWish Of(HostFacts facts, PlanRequest request, ImmutableArray<DeviceIdentity> devices) =>
        new(facts.Iommu.Kind, [.. CpuIsolation.Words(facts, request), .. HugePageReservation.Words(facts, request)]) { Card = [.. VfioIds.Words(facts, request, devices), .. AcsOverride.Words(facts, request)] };
}
