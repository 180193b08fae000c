using Passthrough.Host;
using Passthrough.Host.Iommu;

namespace Passthrough.Readiness.Rules;

/// <summary>VFIO refuses a group when interrupts are not remapped, unless it is told to allow unsafe interrupts.</summary>
internal static class InterruptRemappingRule
{
    private static readonly FindingKind InterruptRemappingOff = new("interrupt-remapping-off", Severity.Warning, "The IOMMU is on and does not remap interrupts.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Are interrupts remapped?",
        [InterruptRemappingOff],
        Judge);

    /// <summary>At most one finding.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (facts.Iommu is { IsOn: true, InterruptRemapping: false, Kind: IommuKind.IntelVtd or IommuKind.AmdVi })
        {
            yield return InterruptRemappingOff.Found(
                "The IOMMU does not remap interrupts: VFIO refuses guests then.",
                [new Evidence(HostRoots.Live.Proc("interrupts"), "no chip named IR-")],
                "Switch on interrupt remapping or x2APIC in the firmware setup and update it; intremap=off or nointremap must not be on the kernel line.");
        }
    }
}
