namespace Passthrough.Qmp;

/// <summary>A base address register as the guest programmed it.</summary>
/// <param name="Bar">BAR number 0 to 5; 6 is the expansion ROM.</param>
/// <param name="Address">The guest's address; null while the guest's firmware has not mapped it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsMemory">True for memory, false for I/O ports.</param>
/// <param name="IsPrefetchable">The prefetchable bit; false for I/O ports.</param>
/// <param name="Is64Bit">The 64-bit bit; false for I/O ports.</param>
public sealed record QmpPciRegion(int Bar, ulong? Address, ulong Size, bool IsMemory, bool IsPrefetchable, bool Is64Bit);
