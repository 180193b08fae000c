using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Iommu;

namespace Passthrough.Readiness.Rules;

/// <summary>
/// Does the firmware keep memory mapped for a device of the card's groups. Intel's driver has refused such devices since Linux 3.17 ("ineligible for IOMMU domain attach due to platform
/// RMRR requirement"), all have since 6.6 ("requested this device have a 1:1 IOMMU mapping"). USB and graphics on VT-d are let off: their regions are called direct-relaxable.
/// </summary>
internal static class ReservedMemoryRule
{
    private static readonly FindingKind GpuReservedMemory = new("gpu-reserved-memory", Severity.Blocking, "The firmware keeps memory mapped for a device in the card's groups, and this kernel gives such devices to no guest.");
    private static readonly FindingKind GpuReservedMemoryLater = new("gpu-reserved-memory-later", Severity.Note, "The same, and only kernels from 6.6 on refuse it on this IOMMU.");

    private const string FirstKernelThatRefusesAll = "6.6";
    private const string Refused = "direct";

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Does the firmware keep memory mapped for the card?",
        [GpuReservedMemory, GpuReservedMemoryLater],
        Judge);

    /// <summary>At most one finding for each card.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        foreach (var card in facts.Display.Cards)
        {
            ImmutableArray<Evidence> evidence =
            [
                .. from @group in GroupIsolation.GroupsOf(facts, card)
                   from region in @group.ReservedRegions
                   where string.Equals(region.Kind, Refused, StringComparison.Ordinal)
                   select new Evidence($"{Places.Groups}/{@group.Number}/reserved_regions", $"{region.Start:x}-{region.End:x} {region.Kind}"),
            ];
            if (!evidence.IsEmpty && IsRefused(facts))
            {
                yield return GpuReservedMemory.Found(
                    "The firmware keeps memory mapped for a device in the card's group: the kernel gives that to no guest.",
                    evidence,
                    "Look for a firmware update, or for a switch that takes the slot out (on servers it is called RMRR or shared memory features), or put the card into another slot.",
                    card.Display);
            }
            else if (!evidence.IsEmpty)
            {
                yield return GpuReservedMemoryLater.Found(
                    "The firmware keeps memory mapped for a device in the card's group: this kernel lets it pass, kernels from 6.6 on give it to no guest.", evidence, gpu: card.Display);
            }
        }
    }

    private static bool IsRefused(HostFacts facts) =>
        facts.Iommu.Kind == IommuKind.IntelVtd || (facts.Boot.RunningKernel is { } running && KernelVersionOrder.Instance.Compare(running, FirstKernelThatRefusesAll) >= 0);
}
