using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Network;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Planning;

namespace Passthrough.Sessions;

/// <summary>What has to hold before a guest may take its card. Pure; the order is from what is cheapest to say to what is hardest to change.</summary>
public static class AcquisitionRules
{

    /// <summary>Passes when the guest may be started on this machine as it is.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine now.</param>
    /// <param name="holders">Who holds the card now, and is not stopped for the guest.</param>
    /// <exception cref="RefusedException">Something is in the way; nothing was changed.</exception>
    public static void Require(GuestSpec guest, HostFacts host, ImmutableArray<DeviceHolder> holders)
    {
        AccelerationRule.Require(guest.Accelerator, host);
        if (!guest.Devices.IsEmpty)
        {
            RequireGroups(guest, host);
            RequireNoHolder(guest, holders);
            RequireNoPicture(guest, host);
        }

        RequireNetworks(guest, host);
        RequireMemory(guest, host);
    }

    /// <summary>Passes when no other guest has a device of this one.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="sessions">What guests have from the host now.</param>
    /// <param name="placeOf">Where a key of the guest is said, as the message begins with it.</param>
    /// <exception cref="RefusedException">One has; nothing was changed.</exception>
    public static void RequireOwn(GuestSpec guest, ImmutableArray<SessionRecord> sessions, Func<string, string> placeOf)
    {
        var others = sessions.Where(session => !string.Equals(session.Guest, guest.Name, StringComparison.Ordinal));
        foreach (var (device, owner) in guest.Devices.SelectMany(device => others.Where(session => session.Functions.Any(function => function.Address == device.Device.Address)).Select(session => (device, session.Guest))))
        {
            throw new RefusedException(
                $"{placeOf(device.IsOfCard ? "gpu" : "pci")}{device.Device.Address} is with guest '{owner}'",
                device.Device.Address.ToString(),
                $"passthrough guest stop {owner}, or passthrough session release {owner} if it does not run");
        }
    }

    private static void RequireGroups(GuestSpec guest, HostFacts host)
    {
        if (!host.Iommu.IsOn)
        {
            throw new RefusedException("the kernel has no IOMMU groups, so no device can be given to a guest", null, $"passthrough plan --gpu {guest.Gpu}");
        }

        foreach (var device in guest.Owned)
        {
            var group = host.Iommu.GroupOf(device.Address)
                ?? throw new RefusedException($"{device.Address} has no IOMMU group", device.Address.ToString(), "passthrough check");
            var foreign = group.Devices
                .Select(host.Pci.Find)
                .OfType<PciDevice>()
                .Where(member => !member.Class.IsBridge && guest.Owned.All(own => own.Address != member.Address) && !IsHarmless(member.Driver))
                .Select(member => $"{member.Address} ({member.Identity.Ids}, {member.Driver})")
                .ToList();
            if (foreign.Count > 0)
            {
                throw new RefusedException(
                    $"IOMMU group {group.Number} of {device.Address} also holds {string.Join(", ", foreign)}, which the host uses",
                    device.Address.ToString(),
                    "put the card into another slot, or isolate those devices too: passthrough groups");
            }
        }
    }

    /// <summary>The drivers that VFIO allows beside a guest's device (<c>vfio_dev_driver_allowed</c> in the kernel).</summary>
    private static bool IsHarmless(string? driver) => driver is null or Planner.VfioPci or "pci-stub";

    private static void RequireNoHolder(GuestSpec guest, ImmutableArray<DeviceHolder> holders)
    {
        if (!holders.IsEmpty)
        {
            throw new RefusedException(
                $"the card of '{guest.Name}' is in use by {HolderRules.Words(holders)}; nothing was unbound", guest.Gpu?.ToString(), "end these programs, or stop the other guest, and start again");
        }
    }

    // Taking the driver away from the card that shows the screen takes the screen away.
    private static void RequireNoPicture(GuestSpec guest, HostFacts host)
    {
        if (host.Display.Cards.FirstOrDefault(card => guest.Owned.Any(device => device.Address == card.Display)) is not { } shown)
        {
            return;
        }

        var driver = host.Pci.Find(shown.Display)?.Driver;
        var atBoot = $"isolate the card at boot: passthrough plan --gpu {shown.Display}, then apply and reboot";
        if (driver is null && PicturesOf(shown, host.Display).FirstOrDefault() is { } picture)
        {
            // The firmware draws it once, and what a guest leaves in the card's memory is no picture.
            throw new RefusedException($"{shown.Display} shows this machine's screen by the firmware's picture alone ({picture.Name}): without a driver of its own it would not come back", shown.Display.ToString(), atBoot);
        }

        if (!guest.TakesScreen && driver is not (null or Planner.VfioPci) && (host.Display.Cards.Length == 1 || !shown.Claims.IsEmpty || host.Pci.Find(shown.Display)?.BootVga == true))
        {
            throw new RefusedException(
                $"{shown.Display} shows this machine's screen, and its driver {driver} has it", shown.Display.ToString(), $"{atBoot}; or let the screen be dark while the guest runs: 'single-gpu: on' with the gpu in passthrough.yaml");
        }
    }

    /// <summary>The firmware's pictures on a card that a driver keeps up.</summary>
    /// <param name="card">The card.</param>
    /// <param name="display">The machine's display.</param>
    internal static IEnumerable<BootFramebuffer> PicturesOf(GraphicsCard card, DisplayFacts display) =>
        display.BootFramebuffers.Where(picture => picture.Driver is not null && (picture.Card is { } address ? card.Functions.Contains(address) : !card.Claims.IsEmpty));

    private static void RequireNetworks(GuestSpec guest, HostFacts host)
    {
        foreach (var name in guest.Networks.Where(network => network.Kind == GuestNetworkKind.Nat).Select(network => network.Source).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (host.Network.Libvirt is { } networks && networks.All(network => !network.IsActive || !string.Equals(network.Name, name, StringComparison.Ordinal)))
            {
                throw new RefusedException(
                    $"libvirt's network '{name}' is not on", name, $"virsh net-start {name} (passthrough plan --default-network lets 'default' start by itself), or 'network: none' in passthrough.yaml");
            }
        }
    }

    private static void RequireMemory(GuestSpec guest, HostFacts host)
    {
        var needed = guest.Memory.SizeMiB;
        if (GuestMemory.PageBytes(guest.Memory.HugePages) is { } page)
        {
            // What is missing is set aside for as long as the guest runs, from memory that is available.
            var pool = host.Memory.HugePages.FirstOrDefault(pool => pool.SizeKib << 10 == page);
            var free = (pool?.Free ?? 0) * (page >> 10) / 1024;
            if (host.Memory.AvailableKib is { } left && needed - free > left / 1024)
            {
                throw new RefusedException(
                    $"the guest needs {needed} MiB in huge pages of {EnumWord.Of(guest.Memory.HugePages)}; {free} MiB of them are free and the machine has {left / 1024} MiB available",
                    null,
                    $"end programs, set pages aside at boot: passthrough plan --hugepages {MemorySize.Words(needed)}, or say 'huge-pages: off' in passthrough.yaml");
            }

            return;
        }

        // A guest with a device has all its memory pinned: it cannot be swapped, and the host would be short of it at once.
        if (host.Memory.AvailableKib is { } available && needed > available / 1024)
        {
            throw new RefusedException(
                $"the guest needs {needed} MiB at once and the machine has {available / 1024} MiB available", null, "end programs, or give the guest less: 'memory' in passthrough.yaml");
        }
    }
}
