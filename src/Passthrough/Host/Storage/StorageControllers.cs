using System.Collections.Immutable;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Storage;

/// <summary>Answers which PCI storage controllers are free to give away. Pure.</summary>
public static class StorageControllers
{
    private const byte MassStorage = 0x01;
    private const uint FirstDomainBehindVmd = 0x10000;

    /// <summary>All mass storage controllers and all other functions with disks on them, ordered by address.</summary>
    /// <param name="storage">The disks.</param>
    /// <param name="pci">The functions.</param>
    /// <param name="iommu">The groups.</param>
    public static ImmutableArray<StorageController> Judge(StorageFacts storage, PciFacts pci, IommuFacts iommu)
    {
        var uses = new DiskUses(storage);
        var disks = storage.Devices
            .Where(device => device.Kind is BlockDeviceKind.Disk or BlockDeviceKind.Optical)
            .SelectMany(device => device.Controllers.Select(controller => (controller, device.Name)))
            .ToLookup(pair => pair.controller, pair => pair.Name);
        return
        [
            .. pci.Devices
                .Where(device => device.Class.Base == MassStorage || disks.Contains(device.Address))
                .Select(device => new StorageController(
                    device.Address,
                    device.Class.Base == MassStorage,
                    device.Driver,
                    device.IommuGroup,
                    [.. DisksOn(device)],
                    [
                        .. Uses([.. DisksOn(device).SelectMany(name => uses.Of(name)).Distinct()]),
                        .. Unknown(storage, uses, device),
                        .. Obstacles(device, pci, iommu),
                    ])),
        ];

        // Behind VMD lie domains of its own. Which of several VMDs makes which is not told by addresses, so each counts as carrying all of them.
        IEnumerable<string> DisksOn(PciDevice device) => device.Driver is "vmd"
            ? disks.Where(controller => controller.Key.Domain >= FirstDomainBehindVmd).SelectMany(controller => controller).Distinct(StringComparer.Ordinal)
            : disks[device.Address];
    }

    private static IEnumerable<ControllerObstacle> Uses(ImmutableArray<DiskUse> uses)
    {
        foreach (var (kind, isActive) in new[] { (ControllerObstacleKind.InUse, true), (ControllerObstacleKind.Configured, false) })
        {
            if (uses.Where(use => use.IsActive == isActive).Select(use => $"{use.Device} {use.Subject}".Trim()).ToImmutableArray() is { IsEmpty: false } subjects)
            {
                yield return new ControllerObstacle(kind, subjects);
            }
        }
    }

    // Without a driver, or with VFIO's, no disk can be in use.
    private static IEnumerable<ControllerObstacle> Unknown(StorageFacts storage, DiskUses uses, PciDevice device) =>
        device.Driver is not (null or "vfio-pci") && (storage.Mounts is null || !uses.Untraced.IsEmpty) ? [new ControllerObstacle(ControllerObstacleKind.UseUnknown, uses.Untraced)] : [];

    private static IEnumerable<ControllerObstacle> Obstacles(PciDevice device, PciFacts pci, IommuFacts iommu)
    {
        if (device.Address.Domain >= FirstDomainBehindVmd)
        {
            yield return new ControllerObstacle(ControllerObstacleKind.BehindVmd, []);
        }
        else if (iommu.GroupOf(device.Address) is not { } group)
        {
            yield return new ControllerObstacle(ControllerObstacleKind.NoGroup, []);
        }
        else if (Others(group, device, pci) is { IsEmpty: false } others)
        {
            yield return new ControllerObstacle(ControllerObstacleKind.SharedGroup, others);
        }
    }

    private static ImmutableArray<string> Others(IommuGroup group, PciDevice device, PciFacts pci) =>
    [
        .. group.Devices
            .Where(address => address != device.Address && pci.Find(address) is not { Class.IsBridge: true })
            .Select(address => address.ToString())
            .Concat(group.OtherMembers),
    ];
}
