using System.Collections.Immutable;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;
using Passthrough.Native.Libc;

namespace Passthrough.Host.Virtualization;

/// <summary>Reads what is installed and loaded for running guests.</summary>
public static class VirtualizationReader
{
    private static readonly ImmutableArray<string> QemuPaths =
        ["bin/qemu-system-x86_64", "local/bin/qemu-system-x86_64", "libexec/qemu-kvm", "bin/qemu-kvm"];

    private static readonly ImmutableArray<string> KvmModules = ["kvm_intel", "kvm_amd"];

    private static readonly ImmutableArray<string> CardModules =
        ["nvidia", "nvidia_drm", "nvidia_modeset", "nvidia_uvm", "nouveau", "amdgpu", "radeon", "i915", "xe", "vendor_reset", "kvmfr", "pci_stub", "br_netfilter", "vhost_net", "zfs"];

    private static readonly ImmutableArray<(string Module, ImmutableArray<string> Names)> Parameters =
    [
        ("kvm", ["ignore_msrs", "report_ignored_msrs", "halt_poll_ns"]),
        ("kvm_amd", ["npt", "nested", "avic", "sev"]),
        ("kvm_intel", ["ept", "nested", "enable_apicv"]),
        ("vfio", ["enable_unsafe_noiommu_mode"]),
        ("vfio_iommu_type1", ["allow_unsafe_interrupts", "dma_entry_limit"]),
        ("vfio_pci", ["ids", "disable_vga", "disable_idle_d3", "enable_sriov"]),
    ];

    private static readonly ImmutableArray<string> QemuPackages = ["qemu-system-x86", "qemu-system-x86_64", "qemu-base", "qemu-desktop", "qemu-full", "qemu-common", "qemu"];

    private static readonly ImmutableArray<string> LibvirtPackages = ["libvirt-daemon", "libvirt-daemon-system", "libvirt"];

    /// <summary>KVM, QEMU, libvirt, guest firmware and VFIO modules.</summary>
    /// <param name="reader">The machine.</param>
    public static VirtualizationFacts Read(MachineReader reader) => Read(reader, FirmwareImages.Read(reader));

    /// <summary>The same where the firmware has been read already.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="images">Firmware for guests.</param>
    public static VirtualizationFacts Read(MachineReader reader, ImmutableArray<FirmwareImage> images)
    {
        var roots = reader.Roots;
        var modules = LoadedModules.Parse(reader.ReadText(roots.Proc("modules")));
        var node = roots.Dev("kvm");
        var hasNode = reader.Exists(node);
        var form = ReadForm(reader);
        var qemu = QemuPaths.Select(path => roots.Usr(path)).FirstOrDefault(reader.Exists);
        var packages = qemu is null && form == LibvirtForm.None ? (null, null) : ReadVersions(reader);
        return new VirtualizationFacts(
            reader.Exists(roots.Dev()) ? hasNode : null,
            ReadKvmModule(reader, modules),
            qemu is null ? null : roots.NameOf(qemu),
            form != LibvirtForm.None,
            [.. images.Where(IsUefiForX64).Select(image => image.DescriptorPath)],
            [.. modules.Where(module => module.StartsWith("vfio", StringComparison.Ordinal))])
        {
            CanUseKvm = roots.IsLive && hasNode ? AccessCheck.CanUse(node) : null,
            Parameters = ReadParameters(reader),
            Libvirt = new LibvirtFacts(
                form,
                [.. (reader.ListIfAllowed(roots.Run("libvirt"), out _) ?? []).Where(name => name.EndsWith("-sock", StringComparison.Ordinal))],
                reader.ReadText(roots.Etc("libvirt/qemu.conf")) is { } configuration ? QemuConfiguration.Parse(configuration) : null),
            QemuVersion = packages.Item1,
            LibvirtVersion = packages.Item2,
            CardModules = [.. CardModules.Where(modules.Contains)],
            HasKvmfrDevice = reader.Exists(roots.Dev("kvmfr0")),
            SharedMemory = [.. new[] { SharedMemory.FilePath, SharedMemory.NodePath }.Select(path => ReadMemory(roots, path)).OfType<SharedMemory>()],
            VirtiofsdPath = VirtiofsdPlaces.Select(roots.Usr).Where(reader.Exists).Select(roots.NameOf).FirstOrDefault(),
            HasDdcutil = reader.Exists(roots.Usr("bin/ddcutil")) || reader.Exists(roots.Usr("local/bin/ddcutil")),
            HasI2cDevices = reader.Exists(roots.Sys("class/i2c-dev")),
            HasLookingGlass = reader.Exists(roots.Usr("bin/looking-glass-client")) || reader.Exists(roots.Usr("local/bin/looking-glass-client")),
        };
    }

    // Fedora and Debian since 13; Arch; Debian 12, where it is a part of QEMU.
    private static readonly ImmutableArray<string> VirtiofsdPlaces = ["libexec/virtiofsd", "lib/virtiofsd", "lib/qemu/virtiofsd"];

    private static SharedMemory? ReadMemory(HostRoots roots, string path)
    {
        try
        {
            return FileStatus.Read(roots.Locate(path)) is { } status ? new SharedMemory(path, status.Permissions, status.User, status.Group) : null;
        }
        catch (IOException)
        {
            // A closed folder, which neither of the two is in on a machine that runs.
            return null;
        }
    }

    private static bool IsUefiForX64(FirmwareImage image) =>
        image.Interfaces.Contains("uefi", StringComparer.Ordinal) && image.Targets.Any(target => target.Architecture is "x86_64");

    private static string? ReadKvmModule(MachineReader reader, ImmutableArray<string> modules) =>
        // A built-in module is not in /proc/modules but has a folder when it has parameters, which both of these have.
        KvmModules.FirstOrDefault(
            name => modules.Contains(name, StringComparer.Ordinal) || reader.Exists(reader.Roots.Sys($"module/{name}/parameters")));

    private static ImmutableArray<ModuleParameter> ReadParameters(MachineReader reader) =>
    [
        .. Parameters
            .Where(module => reader.Exists(reader.Roots.Sys($"module/{module.Module}/parameters")))
            .SelectMany(module => module.Names.Select(name =>
                reader.ReadLine(reader.Roots.Sys($"module/{module.Module}/parameters/{name}")) is { } value ? new ModuleParameter(module.Module, name, value) : null))
            .OfType<ModuleParameter>(),
    ];

    private static LibvirtForm ReadForm(MachineReader reader) => (HasDaemon(reader, "libvirtd"), HasDaemon(reader, "virtqemud")) switch
    {
        (true, true) => LibvirtForm.Both,
        (true, false) => LibvirtForm.Monolithic,
        (false, true) => LibvirtForm.Modular,
        (false, false) => LibvirtForm.None,
    };

    private static bool HasDaemon(MachineReader reader, string name) => reader.Exists(reader.Roots.Usr($"sbin/{name}")) || reader.Exists(reader.Roots.Usr($"bin/{name}"));

    private static (string? Qemu, string? Libvirt) ReadVersions(MachineReader reader)
    {
        var roots = reader.Roots;
        if (reader.ReadBytes(roots.Var("lib/dpkg/status")) is { } status)
        {
            return (First(QemuPackages, package => PackageVersions.InDpkg(status, package)), First(LibvirtPackages, package => PackageVersions.InDpkg(status, package)));
        }

        var folders = reader.List(roots.Var("lib/pacman/local"))
            ?? (reader.List(roots.Var("db/pkg/app-emulation")) is { } portage ? portage : []);
        return (
            First(QemuPackages, package => First(folders, folder => PackageVersions.InFolderName(folder, package))),
            First(LibvirtPackages, package => First(folders, folder => PackageVersions.InFolderName(folder, package))));
    }

    private static string? First(ImmutableArray<string> names, Func<string, string?> find) => names.Select(find).FirstOrDefault(found => found is not null);
}
