using Passthrough.Host.Pci;

namespace Passthrough.Host.Display;

/// <summary>A frame buffer, from <c>/sys/class/graphics/fbN/</c>.</summary>
/// <param name="Node">The name below <c>/dev</c>: <c>fb0</c>.</param>
/// <param name="Name">The driver's name for it (file <c>name</c>): <c>amdgpudrmfb</c>, <c>EFI VGA</c>; null when absent.</param>
/// <param name="Card">The PCI function that it lies below (link <c>device</c>); null when it belongs to a platform device.</param>
public sealed record FrameBufferDevice(string Node, string? Name, PciAddress? Card);
