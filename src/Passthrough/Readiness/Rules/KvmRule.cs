using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Is the kernel's hypervisor there.</summary>
internal static class KvmRule
{
    private static readonly FindingKind KvmDeviceDoubtful = new("kvm-device-doubtful", Severity.Warning, "KVM's device is there and the processor shows neither vmx nor svm.");
    private static readonly FindingKind KvmDevice = new("kvm-device", Severity.Good, "KVM's device is there.");
    private static readonly FindingKind KvmDeviceMissing = new("kvm-device-missing", Severity.Warning, "The processor shows vmx or svm and KVM's device is absent.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is the kernel's hypervisor there?",
        [KvmDeviceDoubtful, KvmDevice, KvmDeviceMissing],
        Judge);

    /// <summary>At most one finding.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var device = HostRoots.Live.Dev("kvm");
        if (facts.Virtualization.HasKvmDevice is true && facts.Cpu.HasVirtualization is false)
        {
            yield return KvmDeviceDoubtful.Found(
                "KVM's device is there, but the processor shows no hardware virtualization: guests may hang in it.",
                [new Evidence(device, "present"), new Evidence(Places.CpuInfo, "neither vmx nor svm")],
                "Do not rely on it before a guest has booted with it.");
        }
        else if (facts.Virtualization.HasKvmDevice is true)
        {
            yield return KvmDevice.Found("KVM is there.", [new Evidence(device, facts.Virtualization.KvmModule is { } module ? $"present, module {module}" : "present")]);
        }
        else if (facts.Virtualization.HasKvmDevice is false && facts.Cpu.HasVirtualization is true)
        {
            var module = facts.Cpu.IsAmd ? "kvm_amd" : "kvm_intel";
            yield return KvmDeviceMissing.Found(
                "The processor can run guests in hardware, but KVM is not loaded.",
                [new Evidence(device, "absent")],
                $"Load it: sudo modprobe {module}. If that fails, the firmware has virtualization locked, or a container hides the device.");
        }
    }
}
