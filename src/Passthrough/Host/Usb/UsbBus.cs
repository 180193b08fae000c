namespace Passthrough.Host.Usb;

/// <summary>One USB bus with its root hub, from <c>/sys/bus/usb/devices/usbN/</c>. An xHCI controller has two: one for USB 2.0, one for 3.x.</summary>
/// <param name="Number">The bus number (from the folder's name).</param>
/// <param name="Speed">Mbit/s as the kernel writes it (file <c>speed</c>); null when absent.</param>
/// <param name="PortCount">Ports of the root hub (file <c>maxchild</c>); 0 when absent.</param>
public sealed record UsbBus(int Number, string? Speed, int PortCount);
