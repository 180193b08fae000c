using System.Collections.Immutable;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Mkinitcpio;
using Passthrough.Host.Boot.UnifiedImages;

namespace Passthrough.Planning.BootChains;

/// <summary>Tells which initramfs images kernels start with, and how each is built.</summary>
internal static class BootImages
{
    /// <summary>The images of kernels, in the kernels' order.</summary>
    /// <param name="kernels">The installed kernels.</param>
    /// <param name="presets">What mkinitcpio builds; empty where it is not used.</param>
    /// <param name="withCopies">True for the copies that kernel-install made as well.</param>
    public static ImmutableArray<InitramfsImage> Of(IEnumerable<InstalledKernel> kernels, ImmutableArray<MkinitcpioPreset> presets, bool withCopies) =>
        [.. kernels.SelectMany(kernel => Of(kernel, presets).Concat(withCopies ? kernel.InitramfsCopies.Select(path => new InitramfsImage(kernel.Version, path)) : []))];

    /// <summary>The unified kernel images, in their order.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="images">Images whose builder is known.</param>
    /// <param name="wanted">The words that each must have when it is built.</param>
    public static ImmutableArray<InitramfsImage> Of(BootFacts boot, IEnumerable<UnifiedImage> images, ImmutableArray<string> wanted) => [.. images.Select(image => Of(boot, image, wanted))];

    /// <summary>The image of a preset of mkinitcpio that is a unified kernel image; null for none.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="unified">The unified kernel image.</param>
    public static (MkinitcpioPreset Preset, MkinitcpioImage Image)? PresetImageOf(BootFacts boot, UnifiedImage unified) => boot.Presets
        .SelectMany(preset => preset.Images.Select(image => ((MkinitcpioPreset Preset, MkinitcpioImage Image)?)(preset, image)))
        .FirstOrDefault(pair => string.Equals(pair?.Image.UnifiedPath, unified.Path, StringComparison.Ordinal));

    /// <summary>The version of the kernel that a unified kernel image is built for: its preset's, or that of the kernel in it.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="unified">The unified kernel image.</param>
    public static string? KernelOf(BootFacts boot, UnifiedImage unified) => PresetImageOf(boot, unified) is { Preset: var preset }
        ? boot.Kernels.FirstOrDefault(kernel => ReferenceEquals(PresetOf(kernel, boot.Presets), preset))?.Version
        : unified.KernelVersion;

    private static InitramfsImage Of(BootFacts boot, UnifiedImage unified, ImmutableArray<string> wanted)
    {
        var preset = PresetImageOf(boot, unified);
        return new InitramfsImage(KernelOf(boot, unified)!, unified.Path)
        {
            Arguments = preset is { Image: var image } ? ArgumentsOf(image) : null,
            Unified = new UnifiedImageNeeds(wanted, BootLoaderDecision.Root(unified.Parameters), unified.IsSigned)
            {
                InstalledKernel = unified.IsByKernelInstall ? boot.Kernels.FirstOrDefault(kernel => string.Equals(kernel.Version, unified.KernelVersion, StringComparison.Ordinal))?.ImagePath : null,
                Preset = preset is { } pair ? $"{Path.GetFileNameWithoutExtension(pair.Preset.Path)}-{pair.Image.Name}" : null,
            },
        };
    }

    /// <summary>The preset that builds for a kernel; null when there is none.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="presets">All presets.</param>
    public static MkinitcpioPreset? PresetOf(InstalledKernel kernel, ImmutableArray<MkinitcpioPreset> presets) =>
        presets.FirstOrDefault(preset => string.Equals(preset.Kernel, kernel.ImagePath, StringComparison.Ordinal) || string.Equals(preset.Kernel, kernel.Version, StringComparison.Ordinal));

    private static IEnumerable<InitramfsImage> Of(InstalledKernel kernel, ImmutableArray<MkinitcpioPreset> presets) =>
        PresetOf(kernel, presets) is { } preset
            ? preset.Images.Where(image => image.Path is not null).Select(image => new InitramfsImage(kernel.Version, image.Path!) { Arguments = ArgumentsOf(image with { CommandLinePath = null, SplashPath = null }) })
            : kernel.InitramfsPath is { } path ? [new InitramfsImage(kernel.Version, path)] : [];

    private static string? ArgumentsOf(MkinitcpioImage image)
    {
        ImmutableArray<string> arguments = [.. Named("-c", image.Configuration), .. Named("--cmdline", image.CommandLinePath), .. Named("--splash", image.SplashPath), .. image.Options];
        return arguments.IsEmpty ? null : string.Join(' ', arguments);
    }

    private static IEnumerable<string> Named(string option, string? path) => path is null ? [] : [option, path];
}
