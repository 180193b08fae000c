using Passthrough.Guests.Description;
using Passthrough.Guests.Firmware;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;

namespace Passthrough.Guests.Import;

/// <summary>Tells the graphics card among the functions that are given away: by the machine where it has them, else by how they are given.</summary>
internal static class DraftCards
{
    /// <summary>Says which is the card and which are other devices.</summary>
    public static void Settle(ImportDraft draft, IReadOnlyList<DraftDevice> given)
    {
        var devices = given.Where(device => !IsBridge(draft, device)).ToList();
        var card = devices.Select(device => draft.Host.Display.CardOf(device.Device.Address)).FirstOrDefault(found => found is not null);
        var unknown = devices.Where(device => draft.Host.Pci.Find(device.Device.Address) is null).ToList();
        if (card is not null)
        {
            Settle(draft, devices, [.. card.Functions], ShownBy(card, devices));
            TellOthers(draft, card, devices);
        }
        else if (unknown.Count > 0)
        {
            var first = Likeliest(unknown);
            draft.Note($"this machine has no {first.Device.Address}: it is taken for the graphics card {WhyLikeliest(first, unknown)}");
            Settle(draft, devices, [.. unknown.Where(device => device.Device.Address.IsSameSlot(first.Device.Address)).Select(device => device.Device.Address)], first);
        }
        else
        {
            Settle(draft, devices, [], null);
        }
    }

    private static void Settle(ImportDraft draft, List<DraftDevice> devices, HashSet<PciAddress> card, DraftDevice? shown)
    {
        foreach (var device in devices.Where(device => card.Contains(device.Device.Address) && device != shown))
        {
            draft.Note($"{device.Device.Address} comes with the card {shown!.Device.Address}: all functions of the card go to the guest");
            if (device.Device is not { OptionRomPath: null, HidesOptionRom: null, BootOrder: null, IsLegacyVga: null })
            {
                draft.Drop(device.Where, $"option ROM, VGA or boot order of {device.Device.Address}", "they are only kept of the card's display function");
            }
        }

        draft.Guest = draft.Guest with
        {
            Gpu = shown is null ? null : Card(draft, shown),
            Pci = [.. devices.Where(device => !card.Contains(device.Device.Address)).Select(device => Other(draft, device))],
        };
    }

    private static bool IsBridge(ImportDraft draft, DraftDevice device)
    {
        var isBridge = draft.Host.Pci.Find(device.Device.Address) is { Class.IsBridge: true };
        if (isBridge)
        {
            draft.Drop(device.Where, device.Device.Address.ToString(), "it is a bridge of this machine, which stays with the host");
        }

        return isBridge;
    }

    // What was said of the display function counts; a card that was named by its sound function alone is the same card.
    private static DraftDevice ShownBy(GraphicsCard card, List<DraftDevice> devices)
    {
        var named = devices.First(device => card.Functions.Contains(device.Device.Address));
        return devices.Find(device => device.Device.Address == card.Display) ?? new DraftDevice(named.Where, new DeviceDescription(card.Display, null));
    }

    private static void TellOthers(ImportDraft draft, GraphicsCard card, List<DraftDevice> devices)
    {
        foreach (var function in card.Functions.Where(function => devices.TrueForAll(device => device.Device.Address != function) && draft.Host.Pci.Find(function) is { Class.IsBridge: false }))
        {
            draft.Note($"{function} is a function of the card too and goes to the guest with it");
        }

        foreach (var second in devices.Where(device => draft.Host.Display.CardOf(device.Device.Address) is { } other && other != card && other.Display == device.Device.Address))
        {
            draft.Note($"{second.Device.Address} is a second card: a guest has one as 'gpu', so it is among 'pci', where its functions are named one by one");
        }
    }

    private static DraftDevice Likeliest(List<DraftDevice> devices) =>
        devices.Find(device => device.Device.IsLegacyVga == true)
        ?? devices.Find(device => device.Device.OptionRomPath is not null)
        ?? devices.Find(device => device.Device.Address.Function == 0 && HasSibling(device, devices))
        ?? devices[0];

    private static string WhyLikeliest(DraftDevice device, List<DraftDevice> devices) => device.Device switch
    {
        { IsLegacyVga: true } => "because it is given the VGA addresses",
        { OptionRomPath: not null } => "because it is given an option ROM",
        _ when HasSibling(device, devices) => "because it is the first with several functions",
        _ => "because it is the first",
    };

    private static bool HasSibling(DraftDevice device, List<DraftDevice> devices) => devices.Exists(other => other != device && other.Device.Address.IsSameSlot(device.Device.Address));

    private static DeviceDescription Card(ImportDraft draft, DraftDevice card)
    {
        var device = Identified(draft, card);
        if (device.BootOrder is { } order)
        {
            draft.Drop(card.Where, $"boot order {order}", "nothing is started from a graphics card");
        }

        if (device.IsLegacyVga == true && draft.Guest.Firmware.Kind == GuestFirmwareKind.Uefi)
        {
            draft.Drop(card.Where, "x-vga", "the legacy VGA addresses are only used by a BIOS, and this guest starts with UEFI");
            device = device with { IsLegacyVga = null };
        }

        return device with { BootOrder = null, IsLegacyVga = device.IsLegacyVga == true ? true : null };
    }

    private static DeviceDescription Other(ImportDraft draft, DraftDevice other)
    {
        if (other.Device.IsLegacyVga == true)
        {
            draft.Drop(other.Where, "x-vga", "only the card gets the legacy VGA addresses");
        }

        return Identified(draft, other) with { IsLegacyVga = null };
    }

    private static DeviceDescription Identified(ImportDraft draft, DraftDevice device)
    {
        var wanted = device.Device;
        if (wanted is { OptionRomPath: { } rom, HidesOptionRom: true })
        {
            draft.Drop(device.Where, rom, "the ROM is hidden from the guest, so which one it is does not matter");
            wanted = wanted with { OptionRomPath = null };
        }

        return wanted with { Identity = draft.Host.Pci.Find(wanted.Address)?.Identity };
    }
}
