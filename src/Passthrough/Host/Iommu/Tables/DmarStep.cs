namespace Passthrough.Host.Iommu.Tables;

/// <summary>One step of a device's path.</summary>
/// <param name="Device">The device number, 0 to 31.</param>
/// <param name="Function">The function number, 0 to 7.</param>
public sealed record DmarStep(byte Device, byte Function);
