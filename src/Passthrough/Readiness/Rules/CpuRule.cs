using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Can the processor run guests in hardware.</summary>
internal static class CpuRule
{
    /// <summary>Exactly one finding.</summary>
    public static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var name = facts.Cpu.Model ?? "The processor";
        yield return facts.Cpu.HasVirtualization switch
        {
            true => new Finding("cpu-virtualization", Severity.Good, $"{name} can run guests in hardware.", [new Evidence(Places.CpuInfo, "flag vmx or svm")]),
            null => new Finding("cpu-virtualization-unknown", Severity.Note, "Whether the processor can run guests in hardware is unknown.", [new Evidence(Places.CpuInfo, "no flags")]),
            false when facts.Cpu.IsUnderHypervisor is true => new Finding(
                "cpu-virtualization-hidden-in-guest",
                Severity.Warning,
                "This virtual machine's hypervisor shows it no hardware virtualization: guests in it are emulated and slow.",
                [new Evidence(Places.CpuInfo, "flag hypervisor, neither vmx nor svm")],
                "Switch on nested virtualization on the hypervisor below, or run this on the physical machine."),
            false => new Finding(
                "cpu-virtualization-missing",
                Severity.Blocking,
                "The processor offers no hardware virtualization: it is switched off in the firmware, or it has none.",
                [new Evidence(Places.CpuInfo, "neither vmx nor svm")],
                facts.Cpu.IsAmd
                    ? "Enter the firmware setup and switch on \"SVM Mode\"."
                    : "Enter the firmware setup and switch on \"Intel Virtualization Technology (VT-x)\"."),
        };
    }
}
