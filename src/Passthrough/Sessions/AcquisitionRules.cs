using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Planning;

namespace Passthrough.Sessions;

/// <summary>What has to hold before a guest may take its card. Pure; the order is from what is cheapest to say to what is hardest to change.</summary>
public static class AcquisitionRules
{
    private const string IsolatingDriver = "vfio-pci";

    /// <summary>Passes when the guest may be started on this machine as it is.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine now.</param>
    /// <param name="holders">Who holds the card now.</param>
    /// <exception cref="RefusedException">Something is in the way; nothing was changed.</exception>
    public static void Require(GuestSpec guest, HostFacts host, ImmutableArray<DeviceHolder> holders)
    {
        AccelerationRule.Require(guest.Accelerator, host);
        foreach (var device in guest.Devices)
        {
            RequireIdentity(device, host);
        }

        RequireGroups(guest, host);
        RequireNoHolder(guest, holders);
        RequireDriver(guest, host);
        RequireMemory(guest, host);
    }

    private static void RequireIdentity(DeviceIdentity device, HostFacts host)
    {
        var found = host.Pci.Find(device.Address);
        if (found is not null && IsSame(device.Identity, found.Identity))
        {
            return;
        }

        var there = found is null ? "there is nothing" : $"there is {found.Identity}";
        var elsewhere = host.Pci.Devices.Where(candidate => IsSame(device.Identity, candidate.Identity)).Select(candidate => candidate.Address.ToString()).ToList();
        throw new RefusedException(
            $"the guest's device {device.Identity} is not at {device.Address}: {there}; nothing was bound",
            device.Address.ToString(),
            elsewhere.Count > 0
                ? $"it is now at {string.Join(" or ", elsewhere)}: correct 'address' (and 'gpu') in passthrough.yaml, and isolate it there with 'passthrough plan --gpu'"
                : "no function of this machine has that identity: is the card plugged in and switched on?");
    }

    private static bool IsSame(PciIdentity wanted, PciIdentity found) =>
        wanted.Vendor == found.Vendor && wanted.Device == found.Device && (wanted.SubsystemIds is null || wanted == found);

    private static void RequireGroups(GuestSpec guest, HostFacts host)
    {
        if (!host.Iommu.IsOn)
        {
            throw new RefusedException("the kernel has no IOMMU groups, so no device can be given to a guest", null, $"passthrough plan --gpu {guest.Gpu}");
        }

        foreach (var device in guest.Devices)
        {
            var group = host.Iommu.GroupOf(device.Address)
                ?? throw new RefusedException($"{device.Address} has no IOMMU group", device.Address.ToString(), "passthrough check");
            var foreign = group.Devices
                .Select(host.Pci.Find)
                .OfType<PciDevice>()
                .Where(member => !member.Class.IsBridge && guest.Devices.All(own => own.Address != member.Address) && !IsHarmless(member.Driver))
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
    private static bool IsHarmless(string? driver) => driver is null or IsolatingDriver or "pci-stub";

    private static void RequireNoHolder(GuestSpec guest, ImmutableArray<DeviceHolder> holders)
    {
        if (!holders.IsEmpty)
        {
            var names = holders.Select(holder => $"{holder.Command} (pid {holder.ProcessId}, {holder.Node})").Distinct(StringComparer.Ordinal);
            throw new RefusedException(
                $"the card of '{guest.Name}' is in use by {string.Join(", ", names)}; nothing was unbound", guest.Gpu.ToString(), "end these programs, or stop the other guest, and start again");
        }
    }

    private static void RequireDriver(GuestSpec guest, HostFacts host)
    {
        var elsewhere = guest.Devices.Where(device => host.Pci.Find(device.Address)?.Driver is not IsolatingDriver).ToList();
        if (guest.Runtime == GuestRuntime.Qemu && elsewhere.Count > 0)
        {
            var names = elsewhere.Select(device => $"{device.Address} ({host.Pci.Find(device.Address)?.Driver ?? "no driver"})");
            throw new RefusedException(
                $"{string.Join(", ", names)} is not on {IsolatingDriver}, which plain QEMU needs", guest.Gpu.ToString(), $"isolate the card: passthrough plan --gpu {guest.Gpu}, then apply and reboot");
        }
    }

    private static void RequireMemory(GuestSpec guest, HostFacts host)
    {
        // A guest with a device has all its memory pinned: it cannot be swapped, and the host would be short of it at once.
        if (host.Memory.AvailableKib is { } available && guest.MemoryMiB > available / 1024)
        {
            throw new RefusedException(
                $"the guest needs {guest.MemoryMiB} MiB at once and the machine has {available / 1024} MiB available", null, "end programs, or give the guest less: 'memoryMiB' in passthrough.yaml");
        }
    }
}
