using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Mkinitcpio;

/// <summary>What mkinitcpio builds for one kernel: a file <c>/etc/mkinitcpio.d/NAME.preset</c> (mkinitcpio(8), "Presets").</summary>
/// <param name="Path">The machine's own path of the file.</param>
/// <param name="Kernel">The kernel: the path of its image, or its version; null when the file does not say it in a way that can be followed.</param>
/// <param name="Images">The images, in order; empty when they cannot be followed.</param>
public sealed record MkinitcpioPreset(string Path, string? Kernel, ImmutableArray<MkinitcpioImage> Images);
