using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Display;

/// <summary>Decides with which card the firmware booted.</summary>
internal static class BootCard
{
    /// <summary>
    /// The display function of the boot card: what <c>boot_vga</c> marks; where nothing is marked (cards that are no VGA controllers), what the driver calls the boot display, or else
    /// the card in whose memory the firmware's picture lies. Null when nothing tells.
    /// </summary>
    public static PciAddress? Find(
        ImmutableArray<(PciAddress Display, ImmutableArray<PciAddress> Functions)> cards,
        PciFacts pci,
        Dictionary<PciAddress, CardNodes> nodes,
        Dictionary<PciAddress, ImmutableArray<FramebufferClaim>> claims,
        ImmutableArray<BootFramebuffer> pictures)
    {
        PciAddress? First(Func<(PciAddress Display, ImmutableArray<PciAddress> Functions), bool> isIt) => cards.Where(isIt).Select(card => (PciAddress?)card.Display).FirstOrDefault();

        return First(card => card.Functions.Any(address => pci.Find(address)?.BootVga is true))
            ?? First(card => nodes[card.Display].IsBootDisplay)
            ?? First(card => !claims[card.Display].IsEmpty || pictures.Any(picture => picture.Card is { } address && card.Functions.Contains(address)));
    }
}
