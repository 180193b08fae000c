using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Storage;

/// <summary>A PCI function that carries disks, and whether it could be given away.</summary>
/// <param name="Address">The function.</param>
/// <param name="IsStorage">True for a mass storage controller (class 01); false for others with disks on them, USB controllers and SD card readers.</param>
/// <param name="Driver">The bound driver; null when none is. With <c>vfio-pci</c> its disks are not visible.</param>
/// <param name="Group">The IOMMU group; null when it has none.</param>
/// <param name="Disks">The whole disks on it; empty when none is visible.</param>
/// <param name="Obstacles">What stands against giving it to a guest; empty when nothing does.</param>
public sealed record StorageController(
    PciAddress Address,
    bool IsStorage,
    string? Driver,
    int? Group,
    ImmutableArray<string> Disks,
    ImmutableArray<ControllerObstacle> Obstacles)
{
    /// <summary>True when the whole controller could be given to a guest now. Never true for anything but a mass storage controller.</summary>
    public bool IsFree => IsStorage && Obstacles.IsEmpty;
}
