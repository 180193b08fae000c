using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Display;

/// <summary>The graphics cards of the machine.</summary>
/// <param name="Cards">Ordered by the display function's address.</param>
/// <param name="ProcessesNotSeen">How many processes could not be looked into for want of rights; 0 means that the holders are complete.</param>
public sealed record DisplayFacts(ImmutableArray<GraphicsCard> Cards, int ProcessesNotSeen)
{
    /// <summary>True when processes were looked for at all: false when the reader was told not to, or when there is no <c>/proc</c>.</summary>
    public bool AreHoldersKnown { get; init; } = true;

    /// <summary>The card whose display function, or any other function, has this address; null when none has.</summary>
    public GraphicsCard? CardOf(PciAddress address) => Cards.FirstOrDefault(card => card.Functions.Contains(address));
}
