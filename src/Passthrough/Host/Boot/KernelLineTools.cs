using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot;

/// <summary>Decides who writes the kernel line, from the running kernel's words, the boot loader and the files that each tool keeps.</summary>
internal static class KernelLineTools
{
    /// <summary>Below <c>/etc</c>: the partitions that <c>proxmox-boot-tool</c> writes, by the UUID of their file system.</summary>
    public const string ProxmoxPartitions = "kernel/proxmox-boot-uuids";

    /// <summary>Below <c>/etc</c>: what kernelstub writes the entries from.</summary>
    public const string KernelstubConfiguration = "kernelstub/configuration";

    /// <summary>Below <c>/usr</c>: openSUSE's tool.</summary>
    public const string Sdbootutil = "bin/sdbootutil";

    /// <summary>The tool; <see cref="KernelLineTool.None"/> when none is seen.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="seen">What was seen of the boot chain.</param>
    /// <param name="loader">What booted.</param>
    public static KernelLineTool Find(MachineReader reader, BootEvidence seen, BootLoaderFacts loader)
    {
        var roots = reader.Roots;

        // These own the whole system or every ESP, whatever loader they use.
        if (seen.CommandLine?.Any(word => word.StartsWith("ostree=", StringComparison.Ordinal)) == true)
        {
            return reader.Exists(roots.Usr("bin/rpm-ostree")) ? KernelLineTool.RpmOstree : KernelLineTool.Bootc;
        }

        if (reader.Exists(roots.Etc("NIXOS")))
        {
            return KernelLineTool.NixOs;
        }

        if (seen.HasProxmoxPartitions)
        {
            return KernelLineTool.ProxmoxBootTool;
        }

        return loader.Kind switch
        {
            BootLoaderKind.Grub => KernelLineTool.GrubMkconfig,
            BootLoaderKind.GrubLoaderEntries => seen.HasSdbootutil ? KernelLineTool.Sdbootutil : KernelLineTool.Grubby,
            BootLoaderKind.UnifiedKernelImage => KernelLineTool.UnifiedImageBuilder,
            BootLoaderKind.Limine when reader.Exists(roots.Etc("default/limine")) || reader.Exists(roots.Usr("bin/limine-entry-tool")) => KernelLineTool.LimineEntryTool,
            BootLoaderKind.SystemdBoot => ForSystemdBoot(reader, seen),
            _ => KernelLineTool.None,
        };
    }

    private static KernelLineTool ForSystemdBoot(MachineReader reader, BootEvidence seen)
    {
        var roots = reader.Roots;
        if (reader.Exists(roots.Etc(KernelstubConfiguration)))
        {
            return KernelLineTool.Kernelstub;
        }

        if (seen.HasSdbootutil)
        {
            return KernelLineTool.Sdbootutil;
        }

        if (seen.IsStartedByImage)
        {
            return KernelLineTool.UnifiedImageBuilder;
        }

        // kernel-install names its entries by the machine, or by the token that stands for it.
        var token = reader.ReadLine(roots.Etc("kernel/entry-token")) ?? reader.ReadLine(roots.Etc("machine-id"));
        var isOurs = token is not null && seen.LoaderEntries.Any(entry => entry.Path is { } path && path[(path.LastIndexOf('/') + 1)..].StartsWith(token + "-", StringComparison.Ordinal));
        return isOurs || reader.Exists(roots.Etc("kernel/cmdline")) ? KernelLineTool.KernelInstall : KernelLineTool.None;
    }
}
