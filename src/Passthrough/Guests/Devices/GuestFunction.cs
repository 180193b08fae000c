using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Guests.Devices;

/// <summary>Where a function of the card is put in the guest.</summary>
/// <param name="Passed">The function on the host, and how it is given.</param>
/// <param name="Slot">
/// The root port that it is put behind, from 0. A card of one slot has one; a card with its own PCIe switch has functions in several slots of the host and gets as
/// many ports.
/// </param>
/// <param name="Function">The function number in the guest: the host's own, so that the parts of a card know each other.</param>
/// <param name="IsMultifunction">True on function 0 of a slot with several functions.</param>
/// <param name="Id">The device's id in QEMU, from which the function on the host can be told.</param>
public sealed record GuestFunction(PassedDevice Passed, int Slot, byte Function, bool IsMultifunction, string Id)
{
    private const int FirstOldSlot = 0x10;

    /// <summary>What libvirt asks names given by the person (user aliases) to begin with.</summary>
    public const string LibvirtPrefix = "ua-";

    /// <summary>Its address on the host.</summary>
    public PciAddress Address => Passed.Device.Address;

    /// <summary>Puts a card's functions into a guest.</summary>
    /// <param name="devices">The functions on the host.</param>
    /// <returns>In the order of addresses.</returns>
    public static ImmutableArray<GuestFunction> Of(ImmutableArray<PassedDevice> devices) =>
    [
        .. devices
            .OrderBy(device => device.Device.Address)
            .GroupBy(device => device.Device.Address with { Function = 0 })
            .SelectMany((slot, number) => OfSlot([.. slot], number)),
    ];

    /// <summary>The slot on i440fx's only bus: there are no ports, and the slots below are the chipset's and the emulated devices'.</summary>
    /// <param name="slot">See <see cref="Slot"/>.</param>
    public static int OldSlotOf(int slot) => FirstOldSlot + slot;

    /// <summary>The id that a function on the host has in QEMU.</summary>
    public static string IdOf(PciAddress address) => $"host-{address.Domain:x4}-{address.Bus:x2}-{address.Device:x2}-{address.Function:x1}";

    /// <summary>The host's function behind a device of a running guest.</summary>
    /// <param name="qemuId">The device's id in QEMU; libvirt puts <c>ua-</c> before names that it was given.</param>
    /// <returns>Null for a device that QEMU emulates.</returns>
    public static PciAddress? HostAddressOf(string qemuId)
    {
        var id = qemuId.StartsWith(LibvirtPrefix, StringComparison.Ordinal) ? qemuId[LibvirtPrefix.Length..] : qemuId;
        var parts = id.Split('-');
        return parts is ["host", var domain, var bus, var device, var function] && PciAddress.TryParse($"{domain}:{bus}:{device}.{function}", out var address) ? address : null;
    }

    private static IEnumerable<GuestFunction> OfSlot(ImmutableArray<PassedDevice> functions, int slot) =>
        functions.Select((device, index) => new GuestFunction(
            device,
            slot,
            // A slot without function 0 does not exist for a guest's firmware, so the first function there becomes it.
            index == 0 ? (byte)0 : device.Device.Address.Function,
            index == 0 && functions.Length > 1,
            IdOf(device.Device.Address)));
}
