using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Storage;

namespace Passthrough.Guests.Disks;

/// <summary>A disk that the host uses, or that anything on the host counts on, is not given to a guest: two systems on one file system destroy it. Pure.</summary>
public static class DiskRules
{
    private const int MostNamed = 4;

    /// <summary>Passes when a block device is free, with everything on it.</summary>
    /// <param name="path">The path that the person gave.</param>
    /// <param name="name">The device's name in sysfs; null when the path leads to no device that is known.</param>
    /// <param name="storage">The machine's storage.</param>
    /// <exception cref="RefusedException">It is used, belongs to something of the host's, or what uses it is not known.</exception>
    public static void RequireFree(string path, string? name, StorageFacts storage)
    {
        if (name is null || storage.Find(name) is null)
        {
            throw new RefusedException($"'{path}' is no disk that this machine knows; nothing was given away", path, "passthrough disks shows them");
        }

        if (storage.Mounts is null)
        {
            throw new RefusedException($"what is mounted is not known, so neither whether '{path}' is in use", path, "is /proc mounted?");
        }

        var all = new DiskUses(storage);
        var uses = all.Of(name);
        if (!uses.IsEmpty)
        {
            throw new RefusedException(
                $"the host uses '{path}': {string.Join(", ", uses.Take(MostNamed).Select(Words))}{(uses.Length > MostNamed ? ", and more" : "")}; a guest that wrote it would destroy it",
                path,
                Advice([.. uses.Select(use => use.Kind)]));
        }

        // A partition is free only when the disk around it is not a member of something as a whole.
        if (storage.Find(name)!.Parent is { } disk && all.OfItself(disk) is { IsEmpty: false } whole)
        {
            throw new RefusedException($"the host uses {disk}, which '{path}' is part of: {Words(whole[0])}", path, Advice([whole[0].Kind]));
        }
    }

    /// <summary>Passes when no storage controller of a guest carries a disk of the host's.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine's facts, read for guests.</param>
    /// <exception cref="RefusedException">One does, or is not known not to.</exception>
    public static void RequireFree(GuestSpec guest, HostFacts host)
    {
        var own = guest.Owned.Select(device => device.Address).ToHashSet();
        foreach (var controller in StorageControllers.Judge(host.Storage, host.Pci, host.Iommu).Where(controller => own.Contains(controller.Address)))
        {
            if (controller.Obstacles.FirstOrDefault(obstacle => obstacle.Kind is ControllerObstacleKind.InUse or ControllerObstacleKind.Configured or ControllerObstacleKind.UseUnknown) is { } obstacle)
            {
                var what = obstacle.Kind == ControllerObstacleKind.UseUnknown ? "what uses its disks is not wholly known" : $"the host uses its disks: {string.Join(", ", obstacle.Subjects.Take(MostNamed))}";
                throw new RefusedException($"the storage controller {controller.Address} stays with the host: {what}", controller.Address.ToString(), "choose another one: passthrough disks");
            }
        }
    }

    private static string Words(DiskUse use) => use.Kind switch
    {
        DiskUseKind.Mounted => $"{use.Device} is mounted at {use.Subject}",
        DiskUseKind.Swap => $"{use.Device} is swap",
        DiskUseKind.InFstab => $"{use.Device} is in /etc/fstab for {use.Subject}",
        DiskUseKind.InCrypttab => $"{use.Device} is in /etc/crypttab as {use.Subject}",
        DiskUseKind.Member => $"{use.Device} holds {use.Subject}",
        _ => $"{use.Device} is held by {use.Subject}",
    };

    private static string Advice(ImmutableArray<DiskUseKind> kinds) =>
        kinds.Contains(DiskUseKind.InFstab) || kinds.Contains(DiskUseKind.InCrypttab) ? "choose another disk, or take it out of fstab and crypttab first"
        : kinds.Contains(DiskUseKind.Member) ? "choose another disk, or wipe it first if nothing on it is needed (wipefs)"
        : "choose another disk: passthrough disks";
}
