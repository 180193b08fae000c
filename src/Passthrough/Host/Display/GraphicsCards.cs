using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Display;

/// <summary>Decides which functions make up a graphics card.</summary>
public static class GraphicsCards
{
    private const ushort Amd = 0x1022;

    // A card's own switch is one upstream port and one downstream port (Navi 1002:1478 and 1002:1479, Arc 8086:4fa0 and 8086:4fa4). Climbing higher could leave
    // the card where vendor ids agree by chance, as with an Intel card behind an Intel Thunderbolt switch.
    private const int PortsOfOneSwitch = 2;

    /// <summary>The functions of each card, the display function that names the card first, ordered by that function's address.</summary>
    /// <param name="pci">All functions of the machine.</param>
    public static ImmutableArray<(PciAddress Display, ImmutableArray<PciAddress> Functions)> Find(PciFacts pci)
    {
        var byAddress = pci.Devices.ToDictionary(device => device.Address);
        var cards = ImmutableArray.CreateBuilder<(PciAddress, ImmutableArray<PciAddress>)>();
        var taken = new HashSet<PciAddress>();
        foreach (var display in pci.Devices.Where(device => device.Class.IsDisplay && !device.Class.IsBridge))
        {
            if (taken.Contains(display.Address))
            {
                continue;
            }

            var functions = FunctionsOf(display, pci.Devices, byAddress);
            taken.UnionWith(functions);
            cards.Add((display.Address, functions));
        }

        return cards.ToImmutable();
    }

    private static ImmutableArray<PciAddress> FunctionsOf(
        PciDevice display, ImmutableArray<PciDevice> devices, Dictionary<PciAddress, PciDevice> byAddress)
    {
        var slot = devices.Where(device => device.Address.IsSameSlot(display.Address)).ToList();
        var ownSwitch = TopOfOwnSwitch(display, byAddress);
        return
        [
            .. devices
                .Where(device => device.Address == display.Address
                    || IsSibling(device, display, slot)
                    || (ownSwitch is { } top && device.Upstream.Contains(top) && IsSameVendor(device, display) && !device.Class.IsBridge))
                .Select(device => device.Address)
                .Order(),
        ];
    }

    private static bool IsSibling(PciDevice device, PciDevice display, List<PciDevice> slot) =>
        device.Address.IsSameSlot(display.Address)
        && !device.Class.IsBridge
        && (IsSameVendor(device, display) || IsForeignSoundOfCard(device, slot));

    // A card may carry another maker's sound chip as its second function. A processor with graphics also shows its own sound function there, but never as the
    // only other thing in the slot, and it has AMD's processor vendor id.
    private static bool IsForeignSoundOfCard(PciDevice device, List<PciDevice> slot) =>
        device.Class.IsAudio
        && device.Identity.Vendor != Amd
        && slot.TrueForAll(other => other.Class.IsDisplay || other.Address == device.Address);

    private static PciAddress? TopOfOwnSwitch(PciDevice display, Dictionary<PciAddress, PciDevice> byAddress)
    {
        PciAddress? top = null;
        for (var climbed = 0; climbed < PortsOfOneSwitch; climbed++)
        {
            // The first of the bridges is the root port: it belongs to the board even when the vendor is the same.
            var index = display.Upstream.Length - 1 - climbed;
            if (index < 1 || !byAddress.TryGetValue(display.Upstream[index], out var bridge) || !IsSameVendor(bridge, display))
            {
                break;
            }

            top = bridge.Address;
        }

        return top;
    }

    private static bool IsSameVendor(PciDevice left, PciDevice right) => left.Identity.Vendor == right.Identity.Vendor;
}
