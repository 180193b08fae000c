using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Can the processor run guests in hardware.</summary>
internal static class CpuRule
{
    private static readonly FindingKind CpuVirtualization = new("cpu-virtualization", Severity.Good, "The processor shows vmx or svm.");
    private static readonly FindingKind CpuVirtualizationUnknown = new("cpu-virtualization-unknown", Severity.Note, "The processor's flags are not to be seen.");
    private static readonly FindingKind CpuVirtualizationHiddenInGuest = new("cpu-virtualization-hidden-in-guest", Severity.Warning, "This machine is itself a guest, and its processor shows neither vmx nor svm.");
    private static readonly FindingKind CpuVirtualizationMissing = new("cpu-virtualization-missing", Severity.Blocking, "The processor shows neither vmx nor svm: switched off in the firmware, or not there.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Can the processor run guests in hardware?",
        [CpuVirtualization, CpuVirtualizationUnknown, CpuVirtualizationHiddenInGuest, CpuVirtualizationMissing],
        Judge);

    /// <summary>Exactly one finding.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var name = facts.Cpu.Model ?? "The processor";
        yield return facts.Cpu.HasVirtualization switch
        {
            true => CpuVirtualization.Found($"{name} can run guests in hardware.", [new Evidence(Places.CpuInfo, "flag vmx or svm")]),
            null => CpuVirtualizationUnknown.Found("Whether the processor can run guests in hardware is unknown.", [new Evidence(Places.CpuInfo, "no flags")]),
            false when facts.Cpu.IsUnderHypervisor is true => CpuVirtualizationHiddenInGuest.Found(
                "This virtual machine's hypervisor shows it no hardware virtualization: guests in it are emulated and slow.",
                [new Evidence(Places.CpuInfo, "flag hypervisor, neither vmx nor svm")],
                "Switch on nested virtualization on the hypervisor below, or run this on the physical machine."),
            false => CpuVirtualizationMissing.Found(
                "The processor offers no hardware virtualization: it is switched off in the firmware, or it has none.",
                [new Evidence(Places.CpuInfo, "neither vmx nor svm")],
                facts.Cpu.IsAmd
                    ? "Enter the firmware setup and switch on \"SVM Mode\"."
                    : "Enter the firmware setup and switch on \"Intel Virtualization Technology (VT-x)\"."),
        };
    }
}
