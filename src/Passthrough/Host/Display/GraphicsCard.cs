using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Display;

/// <summary>
/// A graphics card: a display function and what belongs to the same card. The card is what hangs below the slot, not what shares a
/// device number: a card may bring its own PCIe switch, and an APU's slot also holds functions of the processor.
/// </summary>
/// <param name="Display">The address of the display function (class 03xx).</param>
/// <param name="Functions">All functions of the card, the display function among them, ordered by address.</param>
/// <param name="IsBoot">True when the firmware booted with this card (<c>boot_vga</c>); null when unknown.</param>
/// <param name="DrmNodes">The device nodes' names below <c>/dev/dri</c> (<c>card1</c>, <c>renderD129</c>); empty when no DRM driver is bound.</param>
/// <param name="ConnectedOutputs">The connectors with a screen plugged in (<c>/sys/class/drm/card*-*/status</c>).</param>
/// <param name="Holders">Processes that have one of the card's device nodes open; empty when none was seen.</param>
public sealed record GraphicsCard(
    PciAddress Display,
    ImmutableArray<PciAddress> Functions,
    bool? IsBoot,
    ImmutableArray<string> DrmNodes,
    ImmutableArray<string> ConnectedOutputs,
    ImmutableArray<DeviceHolder> Holders)
{
    /// <summary>All connectors with what is plugged in (<c>/sys/class/drm/card*-*</c>), ordered by name; empty when no DRM driver is bound.</summary>
    public ImmutableArray<DisplayConnector> Connectors { get; init; } = [];

    /// <summary>The firmware's picture in the card's memory (<c>/proc/iomem</c>); empty when none is there, and when the kernel hides addresses.</summary>
    public ImmutableArray<FramebufferClaim> Claims { get; init; } = [];
}
