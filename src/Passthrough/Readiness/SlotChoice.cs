using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness;

/// <summary>A port of the board, root port or port of a switch, below which a card could be put, and what would come of it.</summary>
/// <param name="Port">The port.</param>
/// <param name="Name">The name of its physical slot (<c>/sys/bus/pci/slots</c>, else the number in the port's config space); null when the firmware names none.</param>
/// <param name="HasSlot">
/// True when something can be plugged in there, false when what is there is part of a chip, null when that is not readable without root. M.2 sockets and soldered
/// devices often say true as well.
/// </param>
/// <param name="Width">Lanes of the port (<c>max_link_width</c>); null when unknown.</param>
/// <param name="Occupants">The functions below it now, bridges left out, ordered by address; empty when it is free.</param>
/// <param name="IsCurrent">True when the card is there now.</param>
/// <param name="Verdict">Whether the card would be alone.</param>
/// <param name="Basis">What the verdict rests on.</param>
/// <param name="SharedWith">For <see cref="SlotVerdict.Shared"/>: the functions that it would share a group with, ordered by address.</param>
/// <param name="WithoutAccessControl">The ports from the root down to this one that say of themselves that they do not keep devices apart; empty when all do or none is readable.</param>
public sealed record SlotChoice(
    PciAddress Port,
    string? Name,
    bool? HasSlot,
    int? Width,
    ImmutableArray<PciAddress> Occupants,
    bool IsCurrent,
    SlotVerdict Verdict,
    SlotBasis Basis,
    ImmutableArray<PciAddress> SharedWith,
    ImmutableArray<PciAddress> WithoutAccessControl);
