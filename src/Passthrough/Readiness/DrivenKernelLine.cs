using Passthrough.Host.Boot;

namespace Passthrough.Readiness;

/// <summary>Which boot loaders' kernel lines this program changes itself.</summary>
public static class DrivenKernelLine
{
    /// <summary>True when it changes the kernel line of a machine that starts so.</summary>
    /// <param name="boot">How the machine starts.</param>
    public static bool Is(BootFacts boot) => (boot.Loader.Kind, boot.LineTool) is
        (BootLoaderKind.Grub, KernelLineTool.GrubMkconfig)
        or (BootLoaderKind.GrubLoaderEntries, KernelLineTool.Grubby or KernelLineTool.Sdbootutil or KernelLineTool.RpmOstree)
        or (BootLoaderKind.SystemdBoot, KernelLineTool.KernelInstall or KernelLineTool.None or KernelLineTool.Kernelstub or KernelLineTool.Sdbootutil)
        or (BootLoaderKind.Grub or BootLoaderKind.SystemdBoot, KernelLineTool.ProxmoxBootTool)
        or (BootLoaderKind.Limine, KernelLineTool.LimineEntryTool or KernelLineTool.None)
        or (BootLoaderKind.Refind, KernelLineTool.None);
}
