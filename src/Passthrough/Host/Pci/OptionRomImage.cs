using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci;

/// <summary>One image of an option ROM.</summary>
/// <param name="Offset">Where it begins in the ROM, in bytes.</param>
/// <param name="Length">Its length in bytes as its PCI data structure says; the ROM may be cut before.</param>
/// <param name="Kind">Whom it is for.</param>
/// <param name="Vendor">The vendor id that it was made for.</param>
/// <param name="Device">The device id that it was made for.</param>
public sealed record OptionRomImage(int Offset, int Length, OptionRomKind Kind, ushort Vendor, ushort Device)
{
    /// <summary>Further device ids of the same vendor that it is for (the device list of the PCI Firmware Specification 3.0); empty when it names none. In no document.</summary>
    [JsonIgnore]
    public ImmutableArray<ushort> OtherDevices { get; init; } = [];

    /// <summary>True when it was made for a function.</summary>
    /// <param name="identity">What the function says it is.</param>
    public bool IsFor(PciIdentity identity) => identity.Vendor == Vendor && (identity.Device == Device || OtherDevices.Contains(identity.Device));
}
