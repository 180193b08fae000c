namespace Passthrough.Host.Pci;

/// <summary>One base address register, from <c>/sys/bus/pci/devices/*/resource</c> (line = BAR number; flags as in the kernel's <c>linux/ioport.h</c>).</summary>
/// <param name="Index">BAR number 0 to 5; 6 is the expansion ROM.</param>
/// <param name="Start">First address; 0 when the firmware gave it none.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsMemory">True for memory, false for I/O ports.</param>
/// <param name="IsPrefetchable">The prefetchable bit.</param>
/// <param name="Is64Bit">The 64-bit memory bit.</param>
public sealed record PciBar(int Index, ulong Start, ulong Size, bool IsMemory, bool IsPrefetchable, bool Is64Bit);
