using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Mkinitcpio;

/// <summary>One image that a preset of mkinitcpio builds.</summary>
/// <param name="Name">Its name in the preset (<c>default</c>, <c>fallback</c>).</param>
/// <param name="Path">The machine's own path of the initramfs; null when it is only a unified kernel image.</param>
/// <param name="Configuration">The configuration that it names; null when it uses <c>/etc/mkinitcpio.conf</c> and what lies in <c>/etc/mkinitcpio.conf.d</c>.</param>
/// <param name="Options">Further arguments of mkinitcpio.</param>
public sealed record MkinitcpioImage(string Name, string? Path, string? Configuration, ImmutableArray<string> Options)
{
    /// <summary>The machine's own path of the unified kernel image that it builds; null for none.</summary>
    public string? UnifiedPath { get; init; }

    /// <summary>The machine's own path of the file, or folder, that it takes the kernel line of that image from; null for where mkinitcpio looks by itself.</summary>
    public string? CommandLinePath { get; init; }

    /// <summary>The machine's own path of the picture in that image; null for none.</summary>
    public string? SplashPath { get; init; }
}
