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
        (BootLoaderKind.GrubLoaderEntries, KernelLineTool.Grubby) => true,
        (BootLoaderKind.SystemdBoot, KernelLineTool.KernelInstall or KernelLineTool.None) => true,
        (BootLoaderKind.SystemdBoot or BootLoaderKind.UnifiedKernelImage, KernelLineTool.UnifiedImageBuilder) => boot.OrdinaryImages.All(image => image.Builder != InitramfsGenerator.Unknown),
        _ => false,
    };
}
