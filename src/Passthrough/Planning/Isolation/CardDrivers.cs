using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Planning.Isolation;

/// <summary>The kernel modules that drive the functions of graphics cards, by vendor and class: any of them may be loaded for a card, whichever has it now.</summary>
internal static class CardDrivers
{
    private const ushort Amd = 0x1002;
    private const ushort Intel = 0x8086;
    private const ushort Nvidia = 0x10de;
    private const ushort TypeCController = 0x0c80;

    /// <summary>The modules for a function; empty when none is known.</summary>
    /// <param name="device">The function.</param>
    public static ImmutableArray<string> Of(PciDevice device) => device.Class switch
    {
        { IsDisplay: true } => OfDisplay(device.Identity.Vendor),
        { IsAudio: true } => ["snd_hda_intel"],
        { IsUsbController: true } => ["xhci_pci"],
        { BaseAndSub: TypeCController } when device.Identity.Vendor == Nvidia => ["i2c_nvidia_gpu"],
        _ => [],
    };

    private static ImmutableArray<string> OfDisplay(ushort vendor) => vendor switch
    {
        Amd => ["amdgpu", "radeon"],
        Intel => ["i915", "xe"],
        Nvidia => ["nouveau", "nvidia", "nvidiafb"],
        _ => [],
    };
}
