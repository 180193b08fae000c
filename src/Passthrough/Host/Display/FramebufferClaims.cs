using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Display;

/// <summary>Finds in whose memory the firmware's picture lies.</summary>
public static class FramebufferClaims
{
    /// <summary>The claims inside the BARs of a card's functions, in the order of addresses.</summary>
    /// <param name="functions">The card's functions.</param>
    /// <param name="pci">All functions.</param>
    /// <param name="memory">The ranges of <c>/proc/iomem</c>.</param>
    public static ImmutableArray<FramebufferClaim> Of(ImmutableArray<PciAddress> functions, PciFacts pci, ImmutableArray<IoMemoryRange> memory) =>
    [
        .. from range in IoMemory.Framebuffers(memory)
           from bar in functions.Select(pci.Find).OfType<PciDevice>().SelectMany(device => device.Bars)
           where bar.IsMemory && bar.Start > 0 && range.Start >= bar.Start && range.Start - bar.Start < bar.Size
           orderby range.Start, range.Depth
           select new FramebufferClaim(range.Name, bar.Index, range.Start, range.End - range.Start + 1),
    ];
}
