using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Distribution;
using Passthrough.Host.Packages;

namespace Passthrough.Readiness;

/// <summary>What guests need: whether it is there, and which packages bring it.</summary>
internal static class GuestParts
{
    private const string Plain = "the distribution's packages of";

    /// <summary>What is missing.</summary>
    /// <param name="facts">The machine.</param>
    public static ImmutableArray<GuestPart> Missing(HostFacts facts) => [.. Enum.GetValues<GuestPart>().Where(part => !IsThere(facts, part))];

    /// <summary>The package manager that this program installs packages by; null where it does not. rpm-ostree makes the system as a whole, and what it adds comes with the next start.</summary>
    /// <param name="facts">The machine.</param>
    public static PackageManager? ManagerOf(HostFacts facts) => facts.Boot.LineTool == KernelLineTool.RpmOstree ? null : PackageManagers.Of(facts.Distribution);

    /// <summary>Whether a part is there, by the program or files that it is, whoever brought them.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="part">The part.</param>
    public static bool IsThere(HostFacts facts, GuestPart part) => part switch
    {
        GuestPart.Qemu => facts.Virtualization.QemuPath is not null,
        GuestPart.Libvirt => facts.Virtualization.HasLibvirtDaemon,

        // Firmware that is there without a descriptor is what GuestFirmwareRule tells of.
        GuestPart.Firmware => !facts.Virtualization.OvmfDescriptors.IsEmpty || !facts.Firmware.UndescribedImages.IsEmpty,
        _ => facts.Firmware.HasSwtpm,
    };

    /// <summary>Where a part is looked for, and what was seen.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="part">The part.</param>
    public static Evidence EvidenceOf(HostFacts facts, GuestPart part)
    {
        var isThere = IsThere(facts, part);
        var (path, absent) = part switch
        {
            GuestPart.Qemu => (facts.Virtualization.QemuPath ?? HostRoots.Live.Usr("bin/qemu-system-x86_64"), "absent"),
            GuestPart.Libvirt => (HostRoots.Live.Usr("sbin/libvirtd"), "absent"),
            GuestPart.Firmware => (HostRoots.Live.Usr("share/qemu/firmware"), "no descriptor for x86_64 and no image"),
            _ => (HostRoots.Live.Usr("bin/swtpm"), "absent"),
        };
        return new Evidence(path, isThere ? "present" : absent);
    }

    /// <summary>A part in words.</summary>
    public static string NameOf(GuestPart part) => part switch
    {
        GuestPart.Qemu => "QEMU",
        GuestPart.Libvirt => "libvirt",
        GuestPart.Firmware => "UEFI firmware for guests",
        _ => "swtpm",
    };

    /// <summary>Several parts in words.</summary>
    public static string WordsOf(IEnumerable<GuestPart> parts) => string.Join(", ", parts.Select(NameOf));

    /// <summary>The packages that bring parts. Debian only recommends two that are needed: of <c>qemu-system-x86</c> the program that makes disks, of libvirt the one that gives the guests of its networks addresses.</summary>
    /// <param name="manager">Whose names.</param>
    /// <param name="parts">The parts.</param>
    public static ImmutableArray<string> PackagesOf(PackageManager manager, ImmutableArray<GuestPart> parts) => [.. parts.SelectMany(part => PackagesOf(manager, part).Split(' '))];

    /// <summary>The command that installs parts; where the distribution's package manager is not known, what they are.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="parts">The parts.</param>
    public static string InstallLine(DistributionFacts distribution, params ImmutableArray<GuestPart> parts)
    {
        if (PackageManagers.Of(distribution) is not { } manager)
        {
            return $"{Plain} {string.Join(", ", parts.Select(part => part == GuestPart.Firmware ? "OVMF (edk2)" : NameOf(part)))}";
        }

        var program = manager switch
        {
            PackageManager.Apt => "apt install",
            PackageManager.Dnf => "dnf install",
            PackageManager.Pacman => "pacman -S",
            _ => "zypper install",
        };
        return $"sudo {program} {string.Join(' ', PackagesOf(manager, parts))}";
    }

    private static string PackagesOf(PackageManager manager, GuestPart part) => (manager, part) switch
    {
        (PackageManager.Apt, GuestPart.Qemu) => "qemu-system-x86 qemu-utils",
        (PackageManager.Apt, GuestPart.Libvirt) => "libvirt-daemon-system libvirt-clients dnsmasq-base",
        (PackageManager.Apt, GuestPart.Firmware) => "ovmf",
        (PackageManager.Dnf, GuestPart.Qemu) => "qemu-kvm",
        (PackageManager.Dnf, GuestPart.Libvirt) => "libvirt",
        (PackageManager.Dnf or PackageManager.Pacman, GuestPart.Firmware) => "edk2-ovmf",
        (PackageManager.Apt or PackageManager.Dnf, GuestPart.Tpm) => "swtpm swtpm-tools",
        (PackageManager.Pacman, GuestPart.Qemu) => "qemu-desktop",
        (PackageManager.Pacman, GuestPart.Libvirt) => "libvirt dnsmasq",
        (PackageManager.Zypper, GuestPart.Qemu) => "qemu-x86",
        (PackageManager.Zypper, GuestPart.Libvirt) => "libvirt-daemon-qemu libvirt-daemon-config-network libvirt-client",
        (PackageManager.Zypper, GuestPart.Firmware) => "qemu-ovmf-x86_64",
        _ => "swtpm",
    };
}
