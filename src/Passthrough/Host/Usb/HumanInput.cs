using Passthrough.Host.Pci;

namespace Passthrough.Host.Usb;

/// <summary>Something that a person types or points with, and the controller that it hangs on. Devices that programs make (uinput) are none.</summary>
/// <param name="Name">Its name in the input layer, else the USB product's; ids when it has none.</param>
/// <param name="UsbDevice">The USB device that it is, or whose radio it is heard by (<c>1-4.2</c>); null when it is not on USB (PS/2, I2C).</param>
/// <param name="Controller">The PCI function of that USB device's controller; null when it is not on USB or not on PCI.</param>
/// <param name="IsBluetooth">True when it is heard by a Bluetooth adapter.</param>
/// <param name="IsKeyboard">True when it can type.</param>
/// <param name="IsSureKeyboard">False when only a second interface can type, as with the macro keys of a gaming mouse.</param>
/// <param name="IsMouse">True when it can point.</param>
/// <param name="IsSureMouse">False when only a second interface can point, as gaming keyboards and receivers show without any mouse.</param>
public sealed record HumanInput(
    string Name, string? UsbDevice, PciAddress? Controller, bool IsBluetooth, bool IsKeyboard, bool IsSureKeyboard, bool IsMouse, bool IsSureMouse);
