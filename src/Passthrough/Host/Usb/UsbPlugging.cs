using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Usb;

/// <summary>A device was plugged in or out.</summary>
/// <param name="IsPluggedIn">False when it was plugged out.</param>
/// <param name="Controller">The PCI function of the controller; null when it is not on PCI.</param>
/// <param name="DeviceName">The device's place: <c>1-4.2</c>.</param>
/// <param name="Port">The port: <c>1-4-port2</c>.</param>
/// <param name="OtherPorts">The ports of other speeds behind the same socket.</param>
/// <param name="Device">What it is; null when it went before it could be read.</param>
public sealed record UsbPlugging(
    bool IsPluggedIn, PciAddress? Controller, string DeviceName, string Port, ImmutableArray<string> OtherPorts, UsbDevice? Device);
