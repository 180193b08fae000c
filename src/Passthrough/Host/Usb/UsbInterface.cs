namespace Passthrough.Host.Usb;

/// <summary>One interface of a USB device, from <c>/sys/bus/usb/devices/DEVICE:CONFIGURATION.INTERFACE/</c>.</summary>
/// <param name="Name">The folder's name, such as <c>1-4.2:1.0</c>.</param>
/// <param name="Number">The interface's number (file <c>bInterfaceNumber</c>, else from the name).</param>
/// <param name="Class">The class (file <c>bInterfaceClass</c>); 0 when absent.</param>
/// <param name="Subclass">The subclass (file <c>bInterfaceSubClass</c>); 0 when absent.</param>
/// <param name="Protocol">The protocol (file <c>bInterfaceProtocol</c>); 0 when absent.</param>
/// <param name="Driver">The bound driver (link <c>driver</c>); null when none is bound.</param>
public sealed record UsbInterface(string Name, int Number, byte Class, byte Subclass, byte Protocol, string? Driver)
{
    /// <summary>True for a HID keyboard that firmware can use (class 03, subclass 01, protocol 01).</summary>
    public bool IsBootKeyboard => this is { Class: 0x03, Subclass: 0x01, Protocol: 0x01 };

    /// <summary>True for a HID mouse that firmware can use (class 03, subclass 01, protocol 02).</summary>
    public bool IsBootMouse => this is { Class: 0x03, Subclass: 0x01, Protocol: 0x02 };
}
