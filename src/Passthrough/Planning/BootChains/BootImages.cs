using System.Collections.Immutable;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Mkinitcpio;

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

    /// <summary>The preset that builds for a kernel; null when there is none.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="presets">All presets.</param>
    public static MkinitcpioPreset? PresetOf(InstalledKernel kernel, ImmutableArray<MkinitcpioPreset> presets) =>
        presets.FirstOrDefault(preset => string.Equals(preset.Kernel, kernel.ImagePath, StringComparison.Ordinal) || string.Equals(preset.Kernel, kernel.Version, StringComparison.Ordinal));

    private static IEnumerable<InitramfsImage> Of(InstalledKernel kernel, ImmutableArray<MkinitcpioPreset> presets) =>
        PresetOf(kernel, presets) is { } preset
            ? preset.Images.Where(image => image.Path is not null).Select(image => new InitramfsImage(kernel.Version, image.Path!) { Arguments = ArgumentsOf(image) })
            : kernel.InitramfsPath is { } path ? [new InitramfsImage(kernel.Version, path)] : [];

    private static string? ArgumentsOf(MkinitcpioImage image)
    {
        ImmutableArray<string> arguments = [.. image.Configuration is { } configuration ? ["-c", configuration] : Array.Empty<string>(), .. image.Options];
        return arguments.IsEmpty ? null : string.Join(' ', arguments);
    }
}
