using System.Collections.Immutable;

namespace Passthrough.Host.Usb;

/// <summary>One device of the kernel's input layer, from <c>/proc/bus/input/devices</c>. Its unique number and physical path (they can hold radio addresses) are not kept.</summary>
/// <param name="BusType">How it is attached (line I, <c>Bus</c>; <c>linux/input.h</c>: 0x03 USB, 0x05 Bluetooth, 0x11 PS/2, 0x18 I2C).</param>
/// <param name="Name">Its name (line N).</param>
/// <param name="SysfsPath">Its folder below <c>/sys</c> (line S), such as <c>/devices/pci0000:00/…/input/input5</c>.</param>
/// <param name="Handlers">Who listens (line H): <c>kbd</c>, <c>mouse0</c>, <c>event3</c>.</param>
/// <param name="IsKeyboard">True when it has the keys of a whole keyboard (line B, <c>KEY</c>).</param>
/// <param name="IsPointer">True when the kernel's mouse handler listens to it: a mouse, a touchpad, a trackpoint.</param>
public sealed record InputDevice(
    ushort BusType, string Name, string SysfsPath, ImmutableArray<string> Handlers, bool IsKeyboard, bool IsPointer);
