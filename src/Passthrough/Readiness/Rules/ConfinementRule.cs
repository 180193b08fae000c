using Passthrough.Host;
using Passthrough.Host.Security;

namespace Passthrough.Readiness.Rules;

/// <summary>What confines guests and this machine, as far as it denies files and modules that passthrough sometimes needs.</summary>
internal static class ConfinementRule
{
    private static readonly FindingKind GuestsUnderAppArmor = new("guests-under-apparmor", Severity.Note, "AppArmor is on and libvirt is installed.");
    private static readonly FindingKind GuestsUnderSelinux = new("guests-under-selinux", Severity.Note, "SELinux enforces and libvirt is installed.");
    private static readonly FindingKind KernelLockdown = new("kernel-lockdown", Severity.Note, "The kernel is locked down.");
    private static readonly FindingKind CgroupsOld = new("cgroup-v1", Severity.Note, "The machine runs control groups of version 1.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "What may deny a guest its files and devices?",
        [GuestsUnderAppArmor, GuestsUnderSelinux, KernelLockdown, CgroupsOld],
        Judge);

    /// <summary>A finding for each that holds.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (facts.Security.HasAppArmor is true && facts.Virtualization.HasLibvirtDaemon)
        {
            yield return GuestsUnderAppArmor.Found(
                "AppArmor confines libvirt's guests to the files in their XML, and not even a ROM file is among these: that, nodes of qemu:commandline and /dev/kvmfr0 are denied until /etc/apparmor.d/local/abstractions/libvirt-qemu allows them, which passthrough plan writes for --rom, --evdev and --kvmfr.",
                [new Evidence(HostRoots.Live.Sys("module/apparmor/parameters/enabled"), "Y")]);
        }

        if (facts.Security.IsSelinuxEnforcing is true && facts.Virtualization.HasLibvirtDaemon)
        {
            yield return GuestsUnderSelinux.Found(
                "SELinux confines libvirt's guests: libvirt labels their disks, but no ROM file. One outside /usr and /var/lib/libvirt needs a label, which passthrough plan --rom gives it.",
                [new Evidence(HostRoots.Live.Sys("fs/selinux/enforce"), "1")]);
        }

        if (facts.Security.Lockdown is LockdownMode.Integrity or LockdownMode.Confidentiality)
        {
            yield return KernelLockdown.Found(
                "The kernel is locked down, as Secure Boot does it: VFIO works; modules without a trusted signature (vendor-reset, kvmfr) are refused, and config space cannot be written.",
                [new Evidence(HostRoots.Live.Sys("kernel/security/lockdown"), facts.Security.Lockdown is LockdownMode.Integrity ? "integrity" : "confidentiality")]);
        }

        if (facts.Security.CgroupVersion is 1)
        {
            yield return CgroupsOld.Found(
                "Control groups are of version 1: keeping the host off a guest's processors while it runs (AllowedCPUs) needs version 2.",
                [new Evidence(HostRoots.Live.Sys("fs/cgroup"), "no cgroup.controllers")],
                $"Where processors are to be set apart: add systemd.unified_cgroup_hierarchy=1; {KernelLineSteps.Where(facts)}.");
        }
    }
}
