namespace Passthrough.Planning;

/// <summary>Every endpoint of the function's IOMMU group is on <c>vfio-pci</c> or has no driver; bridges do not count.</summary>
/// <param name="Device">Where and what.</param>
public sealed record GroupIsViable(DeviceIdentity Device) : Postcondition;
