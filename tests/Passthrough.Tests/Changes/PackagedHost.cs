using Passthrough.Host.Packages;
using Passthrough.Planning;

namespace Passthrough.Tests.Changes;

/// <summary>A machine without QEMU, libvirt, firmware for guests and swtpm, and with a repository that has them.</summary>
internal static class PackagedHost
{
    public const string Others = "bash dnsmasq-base";

    public static PlanRequest Request => ScratchHost.Request with { Packages = true, NoTrial = true };

    public static ScratchHost Create(PackageManager manager)
    {
        var host = new ScratchHost();
        host.Write("etc/os-release", manager switch
        {
            PackageManager.Apt => "ID=debian\n",
            PackageManager.Dnf => "ID=fedora\n",
            PackageManager.Pacman => "ID=arch\n",
            _ => "ID=opensuse-tumbleweed\n",
        });
        host.Write("usr/lib/sysimage/keep", "");
        host.Write("var/lib/dpkg/status", "");
        host.Write("var/lib/rpm-names", "");
        Directory.CreateDirectory(host.Roots.Var("lib/pacman/local"));
        host.Write(PackageManagerDouble.Repository, string.Concat(manager switch
        {
            PackageManager.Apt => "qemu-system-x86 usr/bin/qemu-system-x86_64 libslirp0 seabios\nqemu-utils usr/bin/qemu-img\nlibvirt-daemon-system usr/sbin/libvirtd libvirt0\nlibvirt-clients usr/bin/virsh libvirt0\novmf usr/share/qemu/firmware/40.json\nswtpm usr/bin/swtpm libtpms0\nswtpm-tools usr/bin/swtpm_setup swtpm\n",
            PackageManager.Dnf => "qemu-kvm usr/bin/qemu-system-x86_64 libslirp0 seabios\nlibvirt usr/sbin/libvirtd libvirt0\nedk2-ovmf usr/share/qemu/firmware/40.json\nswtpm usr/bin/swtpm libtpms0\nswtpm-tools usr/bin/swtpm_setup swtpm\n",
            PackageManager.Pacman => "qemu-desktop usr/bin/qemu-system-x86_64 libslirp0 seabios\nlibvirt usr/sbin/libvirtd libvirt0\ndnsmasq usr/bin/dnsmasq\nedk2-ovmf usr/share/qemu/firmware/40.json\nswtpm usr/bin/swtpm libtpms0\n",
            _ => "qemu-x86 usr/bin/qemu-system-x86_64 libslirp0 seabios\nlibvirt-daemon-qemu usr/sbin/libvirtd libvirt0\nlibvirt-daemon-config-network usr/share/libvirt/default.xml\nlibvirt-client usr/bin/virsh libvirt0\nqemu-ovmf-x86_64 usr/share/qemu/firmware/40.json\nswtpm usr/bin/swtpm libtpms0\n",
        }, "libslirp0 usr/lib/libslirp.so\nseabios usr/share/seabios\nlibvirt0 usr/lib/libvirt.so\nlibtpms0 usr/lib/libtpms.so\nbash usr/bin/bash\ndnsmasq-base usr/sbin/dnsmasq\nvirt-manager usr/bin/virt-manager libvirt0\n"));
        Array.ForEach(Others.Split(' '), name => PackageManagerDouble.Set(host.Roots, manager, name, PackageState.Installed));
        return host;
    }

    /// <summary>What is installed, as one text.</summary>
    public static string Installed(Passthrough.Host.HostRoots roots, PackageManager manager) => string.Join(' ', PackageManagerDouble.Read(roots, manager).States.Select(pair => $"{pair.Key}{(pair.Value == PackageState.Partial ? "(in part)" : "")}"));

    /// <summary>The descriptor that the package of the firmware brings.</summary>
    public static string Descriptor => """
        {"interface-types": ["uefi"], "mapping": {"device": "flash", "executable": {"filename": "/usr/share/OVMF/OVMF_CODE_4M.fd", "format": "raw"}, "nvram-template": {"filename": "/usr/share/OVMF/OVMF_VARS_4M.fd", "format": "raw"}}, "targets": [{"architecture": "x86_64", "machines": ["pc-q35-*"]}], "features": []}
        """;
}
