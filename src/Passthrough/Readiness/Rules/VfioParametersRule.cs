using Passthrough.Host;
using Passthrough.Host.Virtualization;

namespace Passthrough.Readiness.Rules;

/// <summary>Switches of VFIO that take away what keeps a guest in.</summary>
internal static class VfioParametersRule
{
    private static readonly FindingKind UnsafeInterruptsAllowed = new("unsafe-interrupts-allowed", Severity.Warning, "vfio_iommu_type1 has allow_unsafe_interrupts=1.");
    private static readonly FindingKind UnsafeNoIommuMode = new("unsafe-no-iommu-mode", Severity.Warning, "vfio has enable_unsafe_noiommu_mode=1.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is VFIO told to be unsafe?",
        [UnsafeInterruptsAllowed, UnsafeNoIommuMode],
        Judge);

    /// <summary>A finding a switch that is on.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (On(facts, "vfio_iommu_type1", "allow_unsafe_interrupts") is { } interrupts)
        {
            yield return UnsafeInterruptsAllowed.Found(
                facts.Iommu.InterruptRemapping is true
                    ? "VFIO may do without interrupt remapping, although this machine has it: the switch is not needed."
                    : "VFIO may do without interrupt remapping: a guest with a device can send the host false interrupts and so crash it or break out.",
                [Evidence(interrupts)],
                "Remove allow_unsafe_interrupts=1 from the kernel line and from /etc/modprobe.d where interrupts are remapped; else give devices only to guests that you trust as the host itself.");
        }

        if (On(facts, "vfio", "enable_unsafe_noiommu_mode") is { } mode)
        {
            yield return UnsafeNoIommuMode.Found(
                "VFIO may give devices away without any IOMMU: nothing keeps such a device from the host's memory, and QEMU does not use the mode.",
                [Evidence(mode)],
                "Remove enable_unsafe_noiommu_mode=1 from the kernel line and from /etc/modprobe.d; it is of no use for guests.");
        }
    }

    private static ModuleParameter? On(HostFacts facts, string module, string name) => facts.Virtualization.Parameter(module, name) is { IsOn: true } parameter ? parameter : null;

    private static Evidence Evidence(ModuleParameter parameter) => new(parameter.Path, parameter.Value);
}
