namespace Passthrough.Sessions.Leases;

/// <summary>An interface of a USB device and the host's driver that had it.</summary>
/// <param name="Interface">Such as <c>1-4.2:1.0</c>.</param>
/// <param name="Driver">Such as <c>usbhid</c>.</param>
public sealed record UsbInterfaceDriver(string Interface, string Driver);
