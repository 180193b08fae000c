namespace Passthrough.Host.Pci;

/// <summary>One image of an option ROM.</summary>
/// <param name="Offset">Where it begins in the ROM, in bytes.</param>
/// <param name="Length">Its length in bytes as its PCI data structure says; the ROM may be cut before.</param>
/// <param name="Kind">Whom it is for.</param>
/// <param name="Vendor">The vendor id that it was made for.</param>
/// <param name="Device">The device id that it was made for.</param>
public sealed record OptionRomImage(int Offset, int Length, OptionRomKind Kind, ushort Vendor, ushort Device);
