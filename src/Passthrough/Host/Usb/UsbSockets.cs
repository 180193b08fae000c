using System.Collections.Immutable;

namespace Passthrough.Host.Usb;

/// <summary>Ties the ports of different speeds together into sockets.</summary>
public static class UsbSockets
{
    // Bit 31 says that the firmware gave a location (USB_ACPI_LOCATION_VALID in the kernel's drivers/usb/core/usb-acpi.c).
    private const uint LocationIsValid = 0x80000000;

    /// <summary>The sockets of hubs that are halves of one: the root hubs of a controller, or a USB 3.x hub and its 2.0 half.</summary>
    /// <param name="usb">The machine's USB.</param>
    /// <param name="hubs">The hubs' names, the slower half first.</param>
    public static ImmutableArray<UsbSocket> Of(UsbFacts usb, IReadOnlyCollection<string> hubs)
    {
        var open = usb.Ports.Where(port => hubs.Contains(port.Hub, StringComparer.Ordinal)).OrderBy(port => port.Name, Comparer<string>.Create(UsbNames.Compare)).ToList();
        var byName = usb.Devices.ToDictionary(device => device.Name, StringComparer.Ordinal);
        var sockets = ImmutableArray.CreateBuilder<UsbSocket>();
        while (open.Count > 0)
        {
            var port = open[0];
            ImmutableArray<UsbPort> ports = [.. open.Where(other => other.Name == port.Name || IsSameSocket(port, other))];
            open.RemoveAll(ports.Contains);
            ImmutableArray<UsbDevice> devices = [.. ports.Select(one => one.Device).OfType<string>().Select(byName.GetValueOrDefault).OfType<UsbDevice>()];
            sockets.Add(new UsbSocket(ports, devices, devices.IsEmpty ? [] : Of(usb, [.. devices.Select(device => device.Name)])));
        }

        return sockets.ToImmutable();
    }

    // The kernel's own pairing wins; where it made none, equal valid locations on another hub are the same socket.
    private static bool IsSameSocket(UsbPort port, UsbPort other) =>
        other.Hub != port.Hub
        && (port.Peer is not null || other.Peer is not null
            ? port.Peer == other.Name || other.Peer == port.Name
            : port.Location is { } location && (location & LocationIsValid) != 0 && location == other.Location);
}
