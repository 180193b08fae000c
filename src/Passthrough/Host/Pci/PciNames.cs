using System.Collections.Immutable;

namespace Passthrough.Host.Pci;

/// <summary>Names of the wanted vendors and devices.</summary>
/// <param name="Vendors">Vendor id to name.</param>
/// <param name="Devices">Vendor id and device id to name.</param>
public sealed record PciNames(ImmutableDictionary<ushort, string> Vendors, ImmutableDictionary<(ushort Vendor, ushort Device), string> Devices)
{
    /// <summary>No names.</summary>
    public static PciNames None { get; } =
        new(ImmutableDictionary<ushort, string>.Empty, ImmutableDictionary<(ushort Vendor, ushort Device), string>.Empty);
}
