using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Virtualization;

/// <summary>Reads what is installed and loaded for running guests.</summary>
public static class VirtualizationReader
{
    private static readonly ImmutableArray<string> QemuPaths =
        ["bin/qemu-system-x86_64", "local/bin/qemu-system-x86_64", "libexec/qemu-kvm", "bin/qemu-kvm"];

    private static readonly ImmutableArray<string> KvmModules = ["kvm_intel", "kvm_amd"];

    private static readonly ImmutableArray<string> DaemonPaths = ["sbin/libvirtd", "sbin/virtqemud", "bin/libvirtd", "bin/virtqemud"];

    /// <summary>KVM, QEMU, libvirt, guest firmware and VFIO modules.</summary>
    /// <param name="reader">The machine.</param>
    public static VirtualizationFacts Read(MachineReader reader)
    {
        var roots = reader.Roots;
        var modules = LoadedModules.Parse(reader.ReadText(roots.Proc("modules")));
        return new VirtualizationFacts(
            reader.Exists(roots.Dev()) ? reader.Exists(roots.Dev("kvm")) : null,
            ReadKvmModule(reader, modules),
            QemuPaths.Select(path => roots.Usr(path)).FirstOrDefault(reader.Exists) is { } qemu ? roots.NameOf(qemu) : null,
            DaemonPaths.Any(path => reader.Exists(roots.Usr(path))),
            ReadDescriptors(reader),
            [.. modules.Where(module => module.StartsWith("vfio", StringComparison.Ordinal))]);
    }

    private static string? ReadKvmModule(MachineReader reader, ImmutableArray<string> modules) =>
        // A built-in module is not in /proc/modules but has a folder when it has parameters, which both of these have.
        KvmModules.FirstOrDefault(
            name => modules.Contains(name, StringComparer.Ordinal) || reader.Exists(reader.Roots.Sys($"module/{name}/parameters")));

    private static ImmutableArray<string> ReadDescriptors(MachineReader reader)
    {
        var folder = reader.Roots.Usr("share/qemu/firmware");
        return
        [
            .. (reader.List(folder) ?? [])
                .Where(name => name.EndsWith(".json", StringComparison.Ordinal))
                .Select(name => $"{folder}/{name}")
                .Where(path => reader.ReadBytes(path) is { } json && FirmwareDescriptor.IsUefiForX64(json))
                .Select(reader.Roots.NameOf),
        ];
    }
}
