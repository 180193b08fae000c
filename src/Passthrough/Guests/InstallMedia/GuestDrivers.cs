using System.Collections.Immutable;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Display;
using Passthrough.Guests.Network;

namespace Passthrough.Guests.InstallMedia;

/// <summary>Chooses the drivers of a guest's emulated devices.</summary>
public static class GuestDrivers
{
    /// <summary>The drivers in the order of virtio-win's folders that people know.</summary>
    /// <param name="installed">The guest as it is while its system is being installed.</param>
    /// <param name="later">The guest with the card.</param>
    public static ImmutableArray<GuestDriver> Of(GuestSpec installed, GuestSpec later)
    {
        var isBlock = HasBus(installed, GuestDiskBus.Virtio);
        var isScsi = HasBus(installed, GuestDiskBus.Scsi);
        var isNetwork = installed.Networks.Any(network => network.Model == GuestNetworkModel.Virtio);
        var guests = ImmutableArray.Create(installed, later);
        var hasGlass = guests.Any(guest => guest.LookingGlass is not null);
        ImmutableArray<GuestDriver> all =
        [
            new("viostor", "disks of the bus virtio", isBlock, isBlock),
            new("vioscsi", "disks of the bus scsi", isScsi, isScsi),
            new("NetKVM", "the network card virtio", isNetwork, isNetwork),
            new("vioserial", "the channels of the guest agent and of SPICE", guests.Any(guest => guest.HasGuestAgent || guest.Display == EmulatedDisplay.Spice)),
            new("Balloon", "the memory balloon", guests.Any(guest => guest.Memory.HasBalloon)),
            new("viofs", "shared folders", guests.Any(guest => !guest.Shares.IsEmpty)),
            new("vioinput", "the keyboard and mouse virtio", guests.Any(guest => guest.Input.HasVirtio)),
            new("qxldod", "the SPICE window's resolutions", IsNeeded: false),
        ];

        // virtio-win's public discs have none.
        return hasGlass ? all.Add(new("ivshmem", "the shared memory of Looking Glass, whose own installer brings it", IsNeeded: false)) : all;
    }

    private static bool HasBus(GuestSpec guest, GuestDiskBus bus) => guest.Disks.Any(disk => disk.Kind == GuestDiskKind.Disk && disk.Bus == bus);
}
