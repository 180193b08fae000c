using Passthrough.Host.Boot;

namespace Passthrough.Readiness;

/// <summary>Which boot loaders' kernel lines this program changes itself.</summary>
public static class DrivenKernelLine
{
    /// <summary>True when it changes the kernel line of a machine that starts so.</summary>
    /// <param name="boot">How the machine starts.</param>
    public static bool Is(BootFacts boot) => (boot.Loader.Kind, boot.LineTool) switch
    {
        (BootLoaderKind.Grub, KernelLineTool.GrubMkconfig) => true,
        (BootLoaderKind.GrubLoaderEntries, KernelLineTool.Grubby or KernelLineTool.Sdbootutil or KernelLineTool.RpmOstree) => true,
        (BootLoaderKind.SystemdBoot, KernelLineTool.KernelInstall or KernelLineTool.None or KernelLineTool.Kernelstub or KernelLineTool.Sdbootutil) => true,
        (BootLoaderKind.Grub or BootLoaderKind.SystemdBoot, KernelLineTool.ProxmoxBootTool) => true,
        (BootLoaderKind.SystemdBoot or BootLoaderKind.UnifiedKernelImage, KernelLineTool.UnifiedImageBuilder) => boot.OrdinaryImages.All(image => image.Builder != InitramfsGenerator.Unknown),
        (BootLoaderKind.Limine, KernelLineTool.LimineEntryTool or KernelLineTool.None) => true,
        (BootLoaderKind.Refind, KernelLineTool.None) => true,
        _ => false,
    };
}
