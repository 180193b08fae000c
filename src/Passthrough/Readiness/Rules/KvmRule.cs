using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Is the kernel's hypervisor there.</summary>
internal static class KvmRule
{
    /// <summary>At most one finding.</summary>
    public static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var device = HostRoots.Live.Dev("kvm");
        if (facts.Virtualization.HasKvmDevice is true && facts.Cpu.HasVirtualization is false)
        {
            yield return new Finding(
                "kvm-device-doubtful",
                Severity.Warning,
                "KVM's device is there, but the processor shows no hardware virtualization: guests may hang in it.",
                [new Evidence(device, "present"), new Evidence(Places.CpuInfo, "neither vmx nor svm")],
                "Do not rely on it before a guest has booted with it.");
        }
        else if (facts.Virtualization.HasKvmDevice is true)
        {
            yield return new Finding("kvm-device", Severity.Good, "KVM is there.", [new Evidence(device, facts.Virtualization.KvmModule is { } module ? $"present, module {module}" : "present")]);
        }
        else if (facts.Virtualization.HasKvmDevice is false && facts.Cpu.HasVirtualization is true)
        {
            var module = facts.Cpu.IsAmd ? "kvm_amd" : "kvm_intel";
            yield return new Finding(
                "kvm-device-missing",
                Severity.Warning,
                "The processor can run guests in hardware, but KVM is not loaded.",
                [new Evidence(device, "absent")],
                $"Load it: sudo modprobe {module}. If that fails, the firmware has virtualization locked, or a container hides the device.");
        }
    }
}
