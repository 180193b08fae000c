using Passthrough.Host.Pci;

namespace Passthrough.Host.Display;

/// <summary>A platform device that stands for the picture the firmware left (<c>/sys/bus/platform/devices</c>).</summary>
/// <param name="Name">The folder's name: <c>simple-framebuffer.0</c>, <c>efi-framebuffer.0</c>, <c>vesa-framebuffer.0</c>.</param>
/// <param name="Driver">The bound driver (link <c>driver</c>); null when none is bound.</param>
/// <param name="Card">The PCI function that it lies below (since Linux 6.9); null on older kernels.</param>
public sealed record BootFramebuffer(string Name, string? Driver, PciAddress? Card);
