using Passthrough.Host;
using Passthrough.Host.Distribution;

namespace Passthrough.Readiness.Rules;

/// <summary>Is what runs guests installed.</summary>
internal static class GuestToolsRule
{
    private static readonly FindingKind GuestTools = new("guest-tools", Severity.Good, "QEMU, libvirt and UEFI firmware for guests are there.");
    private static readonly FindingKind GuestToolsMissing = new("guest-tools-missing", Severity.Warning, "QEMU, libvirt or UEFI firmware for guests is absent.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is what runs guests installed?",
        [GuestTools, GuestToolsMissing],
        Judge);

    /// <summary>One finding for what is missing, or one that nothing is.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var virtualization = facts.Virtualization;
        var missing = new List<(string What, Evidence Evidence)>();
        if (virtualization.QemuPath is null)
        {
            missing.Add(("QEMU", new Evidence(HostRoots.Live.Usr("bin/qemu-system-x86_64"), "absent")));
        }

        if (!virtualization.HasLibvirtDaemon)
        {
            missing.Add(("libvirt", new Evidence(HostRoots.Live.Usr("sbin/libvirtd"), "absent")));
        }

        // Firmware that is there without a descriptor is what GuestFirmwareRule tells of.
        if (virtualization.OvmfDescriptors.IsEmpty && facts.Firmware.UndescribedImages.IsEmpty)
        {
            missing.Add(("UEFI firmware for guests", new Evidence(HostRoots.Live.Usr("share/qemu/firmware"), "no descriptor for x86_64 and no image")));
        }

        yield return missing.Count == 0
            ? GuestTools.Found("QEMU, libvirt and UEFI firmware for guests are installed.", [new Evidence(virtualization.QemuPath!, "present")])
            : GuestToolsMissing.Found(
                $"Not installed: {string.Join(", ", missing.Select(one => one.What))}. The host can be prepared without; a guest cannot run.",
                [.. missing.Select(one => one.Evidence)],
                $"Install them: {InstallLine(facts.Distribution)}");
    }

    private static string InstallLine(DistributionFacts distribution) =>
        distribution.Is("debian") || distribution.Is("ubuntu") ? "sudo apt install qemu-system-x86 libvirt-daemon-system ovmf"
        : distribution.Is("arch") ? "sudo pacman -S qemu-desktop libvirt edk2-ovmf"
        : distribution.Is("fedora") || distribution.Is("rhel") ? "sudo dnf install qemu-kvm libvirt edk2-ovmf"
        : distribution.Is("suse") || distribution.Is("opensuse") ? "sudo zypper install qemu-x86 libvirt-daemon-qemu qemu-ovmf-x86_64"
        : "the distribution's packages of QEMU, libvirt and OVMF (edk2)";
}
