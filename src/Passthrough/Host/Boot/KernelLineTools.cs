using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot;

/// <summary>Decides who writes the kernel line, from the running kernel's words, the boot loader and the files that each tool keeps.</summary>
internal static class KernelLineTools
{
    /// <summary>The tool; <see cref="KernelLineTool.None"/> when none is seen.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="commandLine">The running kernel's words.</param>
    /// <param name="loader">What booted.</param>
    /// <param name="entries">The loader's entries.</param>
    public static KernelLineTool Find(MachineReader reader, ImmutableArray<string> commandLine, BootLoaderFacts loader, ImmutableArray<BootEntry> entries)
    {
        var roots = reader.Roots;

        // These own the whole system or every ESP, whatever loader they use.
        if (commandLine.Any(word => word.StartsWith("ostree=", StringComparison.Ordinal)))
        {
            return reader.Exists(roots.Usr("bin/rpm-ostree")) ? KernelLineTool.RpmOstree : KernelLineTool.Bootc;
        }

        if (reader.Exists(roots.Etc("NIXOS")))
        {
            return KernelLineTool.NixOs;
        }

        if (reader.Exists(roots.Etc("kernel/proxmox-boot-uuids")))
        {
            return KernelLineTool.ProxmoxBootTool;
        }

        return loader.Kind switch
        {
            BootLoaderKind.Grub => KernelLineTool.GrubMkconfig,
            BootLoaderKind.GrubLoaderEntries => KernelLineTool.Grubby,
            BootLoaderKind.UnifiedKernelImage => KernelLineTool.UnifiedImageBuilder,
            BootLoaderKind.Limine when reader.Exists(roots.Etc("default/limine")) => KernelLineTool.LimineEntryTool,
            BootLoaderKind.SystemdBoot => ForSystemdBoot(reader, loader, entries),
            _ => KernelLineTool.None,
        };
    }

    private static KernelLineTool ForSystemdBoot(MachineReader reader, BootLoaderFacts loader, ImmutableArray<BootEntry> entries)
    {
        var roots = reader.Roots;
        if (reader.Exists(roots.Etc("kernelstub/configuration")))
        {
            return KernelLineTool.Kernelstub;
        }

        if (reader.Exists(roots.Usr("bin/sdbootutil")))
        {
            return KernelLineTool.Sdbootutil;
        }

        if (entries.IsEmpty && loader.ConfigurationPath is null && LoaderVariables.Text(reader, "StubInfo") is not null)
        {
            return KernelLineTool.UnifiedImageBuilder;
        }

        // kernel-install names its entries by the machine, or by the token that stands for it.
        var token = reader.ReadLine(roots.Etc("kernel/entry-token")) ?? reader.ReadLine(roots.Etc("machine-id"));
        var isOurs = token is not null && entries.Any(entry => entry.Path is { } path && path[(path.LastIndexOf('/') + 1)..].StartsWith(token + "-", StringComparison.Ordinal));
        return isOurs || reader.Exists(roots.Etc("kernel/cmdline")) ? KernelLineTool.KernelInstall : KernelLineTool.None;
    }
}
