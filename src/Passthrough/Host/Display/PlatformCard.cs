namespace Passthrough.Host.Display;

/// <summary>A DRM card that is no PCI function, from <c>/sys/class/drm/cardN</c>: the firmware's picture under simpledrm, a virtual one.</summary>
/// <param name="Node">The name below <c>/dev/dri</c>.</param>
/// <param name="Device">The device that it lies below (link <c>device</c>): <c>simple-framebuffer.0</c>; null when absent.</param>
/// <param name="Driver">That device's driver (link <c>device/driver</c>); null when absent.</param>
public sealed record PlatformCard(string Node, string? Device, string? Driver);
