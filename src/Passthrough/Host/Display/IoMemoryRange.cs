namespace Passthrough.Host.Display;

/// <summary>One line of <c>/proc/iomem</c>.</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">The last address.</param>
/// <param name="Depth">How deep it lies in others: 0 is outermost.</param>
/// <param name="Name">Who has it: a PCI address, a driver, <c>BOOTFB</c>.</param>
public sealed record IoMemoryRange(ulong Start, ulong End, int Depth, string Name);
