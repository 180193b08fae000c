using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Display;

/// <summary>The graphics cards of the machine.</summary>
/// <param name="Cards">Ordered by the display function's address.</param>
/// <param name="ProcessesNotSeen">How many processes could not be looked into for want of rights; 0 means that the holders are complete.</param>
public sealed record DisplayFacts(ImmutableArray<GraphicsCard> Cards, int ProcessesNotSeen)
{
    /// <summary>Which functions make a card, and nothing more about it.</summary>
    /// <param name="pci">All functions.</param>
    public static DisplayFacts NamesOnly(PciFacts pci) =>
        new([.. GraphicsCards.Find(pci).Select(card => new GraphicsCard(card.Display, card.Functions, null, [], [], []))], 0) { AreHoldersKnown = false };

    /// <summary>True when processes were looked for at all: false when the reader was told not to, or when there is no <c>/proc</c>.</summary>
    public bool AreHoldersKnown { get; init; } = true;

    /// <summary>False when <c>/proc/iomem</c> is absent or hides its addresses (only root sees them), so that no claim of a card's memory proves nothing.</summary>
    public bool AreClaimsKnown { get; init; }

    /// <summary>The firmware's picture as platform devices with their drivers (<c>/sys/bus/platform/devices/*-framebuffer.*</c>).</summary>
    public ImmutableArray<BootFramebuffer> BootFramebuffers { get; init; } = [];

    /// <summary>The drivers for such devices that the kernel has (<c>/sys/bus/platform/drivers/*-framebuffer</c>).</summary>
    public ImmutableArray<string> BootFramebufferDrivers { get; init; } = [];

    /// <summary>The frame buffers (<c>/sys/class/graphics/fb*</c>).</summary>
    public ImmutableArray<FrameBufferDevice> FrameBuffers { get; init; } = [];

    /// <summary>The drivers of the text consoles (<c>/sys/class/vtconsole</c>).</summary>
    public ImmutableArray<VirtualConsole> Consoles { get; init; } = [];

    /// <summary>DRM cards that are no PCI functions (<c>/sys/class/drm/card*</c>).</summary>
    public ImmutableArray<PlatformCard> PlatformCards { get; init; } = [];

    /// <summary>
    /// Processes that hold a node which stands for all cards of a driver (<c>/dev/nvidiactl</c>, <c>/dev/nvidia-uvm</c>, <c>/dev/nvidia-modeset</c>, <c>/dev/kfd</c>): they keep the
    /// driver loaded, and may use any of its cards.
    /// </summary>
    public ImmutableArray<DeviceHolder> SharedHolders { get; init; } = [];

    /// <summary>True when a card with this display function has a DRM device, by which the host can show something on it.</summary>
    public bool IsAlive(PciAddress display) => Cards.Any(card => card.Display == display && !card.DrmNodes.IsEmpty);

    /// <summary>The card whose display function, or any other function, has this address; null when none has.</summary>
    public GraphicsCard? CardOf(PciAddress address) => Cards.FirstOrDefault(card => card.Functions.Contains(address));
}
