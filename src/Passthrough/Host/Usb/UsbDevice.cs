using System.Collections.Immutable;

namespace Passthrough.Host.Usb;

/// <summary>One USB device that is no root hub, from <c>/sys/bus/usb/devices/NAME/</c>. Its serial number is never read.</summary>
public sealed record UsbDevice
{
    /// <summary>The folder's name: bus and ports, such as <c>1-4.2</c>. It stays the same for as long as the bus keeps its number.</summary>
    public required string Name { get; init; }

    /// <summary>The bus (from the name).</summary>
    public required int Bus { get; init; }

    /// <summary>The number on the bus, another one after each plugging in (file <c>devnum</c>); null when absent.</summary>
    public int? Number { get; init; }

    /// <summary>The vendor id (file <c>idVendor</c>).</summary>
    public required ushort Vendor { get; init; }

    /// <summary>The product id (file <c>idProduct</c>).</summary>
    public required ushort Product { get; init; }

    /// <summary>The device's class (file <c>bDeviceClass</c>); 0 means that each interface has its own.</summary>
    public byte Class { get; init; }

    /// <summary>The device's subclass (file <c>bDeviceSubClass</c>).</summary>
    public byte Subclass { get; init; }

    /// <summary>The device's protocol (file <c>bDeviceProtocol</c>).</summary>
    public byte Protocol { get; init; }

    /// <summary>The maker in its own words (file <c>manufacturer</c>), else from the system's usb.ids; null when unknown.</summary>
    public string? VendorName { get; init; }

    /// <summary>The product in its own words (file <c>product</c>), else from the system's usb.ids; null when unknown.</summary>
    public string? ProductName { get; init; }

    /// <summary>The speed in Mbit/s as the kernel writes it (file <c>speed</c>: 1.5, 12, 480, 5000, 10000, 20000); null when absent.</summary>
    public string? Speed { get; init; }

    /// <summary>How many ports the hub has (file <c>maxchild</c>); 0 for what is no hub.</summary>
    public int PortCount { get; init; }

    /// <summary>Whether it can be unplugged (file <c>removable</c>: <c>removable</c>, <c>fixed</c>, <c>unknown</c>); null when absent.</summary>
    public string? Removable { get; init; }

    /// <summary>The driver of the device as a whole (link <c>driver</c>): <c>usb</c>, or <c>usbip-host</c> when it is lent over a network; null when none.</summary>
    public string? Driver { get; init; }

    /// <summary>The interfaces of the active configuration, ordered by number; empty when the device is not configured.</summary>
    public ImmutableArray<UsbInterface> Interfaces { get; init; } = [];

    /// <summary>Vendor and product ids as <c>lsusb</c> writes them: <c>046d:c52b</c>.</summary>
    public string Ids => $"{Vendor:x4}:{Product:x4}";

    /// <summary>What it is good for.</summary>
    public ImmutableArray<UsbUse> Uses => UsbUses.Of(this);
}
