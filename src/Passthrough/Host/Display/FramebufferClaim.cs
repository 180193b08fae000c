namespace Passthrough.Host.Display;

/// <summary>The firmware's picture in a card's memory (<c>/proc/iomem</c>): while it is there, VFIO cannot take that BAR ("can't reserve").</summary>
/// <param name="Owner">Who has it: <c>BOOTFB</c> is the platform device without a driver's own claim; <c>simpledrm</c>, <c>efifb</c>, <c>vesafb</c> are drivers.</param>
/// <param name="Bar">The card's BAR that it lies in.</param>
/// <param name="Start">The first address.</param>
/// <param name="Size">Bytes.</param>
public sealed record FramebufferClaim(string Owner, int Bar, ulong Start, ulong Size);
