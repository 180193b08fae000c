using System.Collections.Immutable;

namespace Passthrough.Host.Usb;

/// <summary>What a person sees as one place to plug in: the ports of all speeds behind it, what is plugged in, and, when that is a hub, the hub's own sockets.</summary>
/// <param name="Ports">The ports behind it, the slowest bus first: one, or one of USB 2.0 and its peer of 3.x.</param>
/// <param name="Devices">What is plugged in: none, one, or the two halves of a USB 3.x hub.</param>
/// <param name="Sockets">The sockets of the hub that is plugged in; empty when it is no hub.</param>
public sealed record UsbSocket(ImmutableArray<UsbPort> Ports, ImmutableArray<UsbDevice> Devices, ImmutableArray<UsbSocket> Sockets)
{
    /// <summary>True when the board has no socket and no device there (<c>connect_type</c> is <c>not used</c>).</summary>
    public bool IsUnwired => Devices.IsEmpty && Ports.All(port => port.ConnectType is "not used");
}
