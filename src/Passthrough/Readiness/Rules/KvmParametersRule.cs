using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Virtualization;

namespace Passthrough.Readiness.Rules;

/// <summary>Settings of the kernel's hypervisor that make guests slow, or stop some.</summary>
internal static class KvmParametersRule
{
    private static readonly FindingKind KvmNestedPagingOff = new("kvm-nested-paging-off", Severity.Warning, "kvm_amd has npt=0 or kvm_intel has ept=0.");
    private static readonly FindingKind KvmUnknownMsrs = new("kvm-unknown-msrs", Severity.Note, "kvm has ignore_msrs=0.");

    // Until then KVM threw the guest's own memory types away with nested paging on AMD: all memory of a passed card was uncached ("KVM: SVM: obey guest PAT").
    private const string FirstKernelThatObeysGuestMemoryTypes = "4.15";

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is the kernel's hypervisor set up well?",
        [KvmNestedPagingOff, KvmUnknownMsrs],
        Judge);

    /// <summary>A finding a parameter, where the module is loaded.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (Off(facts, "kvm_amd", "npt") is { } npt && !IsBefore(facts, FirstKernelThatObeysGuestMemoryTypes))
        {
            yield return PagingOff(npt, "kvm-amd npt=0");
        }

        if (Off(facts, "kvm_intel", "ept") is { } ept)
        {
            yield return PagingOff(ept, "kvm-intel ept=0");
        }

        if (Off(facts, "kvm", "ignore_msrs") is { } msrs)
        {
            yield return KvmUnknownMsrs.Found(
                "KVM reports registers that it does not know as faults; a Windows guest that stops with KMODE_EXCEPTION_NOT_HANDLED, or in a game, needs that off (passthrough plan with --ignore-msrs, or options kvm ignore_msrs=1 in /etc/modprobe.d).",
                [new Evidence(msrs.Path, msrs.Value)]);
        }
    }

    private static Finding PagingOff(ModuleParameter parameter, string option) => KvmNestedPagingOff.Found(
        "Nested paging is switched off: guests lose much of their speed. The old reason for it on AMD is gone since Linux 4.15.",
        [new Evidence(parameter.Path, parameter.Value)],
        $"Remove \"options {option}\" from the files in /etc/modprobe.d (or {option.Replace("-", "_", StringComparison.Ordinal).Replace(' ', '.')} from the kernel line) and reboot.");

    private static ModuleParameter? Off(HostFacts facts, string module, string name) => facts.Virtualization.Parameter(module, name) is { IsOn: false } parameter ? parameter : null;

    private static bool IsBefore(HostFacts facts, string version) => facts.Boot.RunningKernel is { } running && KernelVersionOrder.Instance.Compare(running, version) < 0;
}
