namespace Passthrough.Cli.Documents;

/// <summary>A BAR of a function on a running guest's PCI bus.</summary>
/// <param name="Index">0 to 5; 6 is the expansion ROM.</param>
/// <param name="Address">The guest's address; null while its firmware has not mapped it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsMemory">True for memory, false for I/O ports.</param>
/// <param name="IsPrefetchable">The prefetchable bit.</param>
/// <param name="Is64Bit">The 64-bit bit.</param>
internal sealed record GuestPciBar(int Index, ulong? Address, ulong Size, bool IsMemory, bool IsPrefetchable, bool Is64Bit);
