using System.Globalization;

namespace Passthrough.Host.Pci;

/// <summary>A physical slot by the name that the firmware gives it: a folder of <c>/sys/bus/pci/slots</c>. An empty slot is there too.</summary>
/// <param name="Name">The folder's name, often a number.</param>
/// <param name="Domain">The PCI domain of the bus that a card in the slot is on.</param>
/// <param name="Bus">That bus.</param>
/// <param name="Device">The device number that a card in the slot has; null when the slot stands for all devices of the bus.</param>
public sealed record PciSlot(string Name, uint Domain, byte Bus, byte? Device)
{
    /// <summary>Understands the file <c>address</c>: <c>DDDD:BB:DD</c>, or <c>DDDD:BB</c> for all devices of a bus.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="address">The file.</param>
    /// <returns>Null for any other text.</returns>
    public static PciSlot? Parse(string name, string address)
    {
        var parts = address.Trim().Split(':');
        if (parts.Length is not (2 or 3)
            || parts[0].Length is < 4 or > 8 || !TryHex(parts[0], out var domain)
            || parts[1].Length != 2 || !TryHex(parts[1], out var bus))
        {
            return null;
        }

        if (parts.Length == 2)
        {
            return new PciSlot(name, domain, (byte)bus, null);
        }

        // Newer kernels write ff for all devices of the bus.
        return parts[2].Length == 2 && TryHex(parts[2], out var device) && device is <= 31 or 0xff
            ? new PciSlot(name, domain, (byte)bus, device == 0xff ? null : (byte)device)
            : null;
    }

    /// <summary>True when a function at the address is in this slot.</summary>
    /// <param name="address">The function.</param>
    public bool Holds(PciAddress address) => Domain == address.Domain && Bus == address.Bus && (Device is null || Device == address.Device);

    private static bool TryHex(string text, out uint value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
