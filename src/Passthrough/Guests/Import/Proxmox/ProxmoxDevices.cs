using System.Collections.Immutable;
using Passthrough.Guests.Description;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Network;
using Passthrough.Guests.Import.Qemu;
using Passthrough.Host.Pci;

namespace Passthrough.Guests.Import.Proxmox;

/// <summary>Devices, disks and networks of a guest of Proxmox VE.</summary>
internal static class ProxmoxDevices
{
    private const string RomFolder = "/usr/share/kvm/";

    private static readonly ImmutableArray<string> Cards = ["virtio", "e1000", "e1000e", "e1000-82540em", "e1000-82544gc", "e1000-82545em", "rtl8139", "vmxnet3", "i82551", "i82557b", "i82559er", "ne2k_isa", "ne2k_pci", "pcnet"];

    /// <summary>Reads them.</summary>
    public static void Import(ImportDraft draft, ImmutableArray<SourcePart> parts, Dictionary<string, SourcePart> keys)
    {
        var order = Order(draft, keys);
        var threads = 0;
        foreach (var part in parts)
        {
            switch (part.Option)
            {
                case "hostpci":
                    HostPci(draft, part, order);
                    break;
                case "usb":
                    Usb(draft, part);
                    break;
                case "net":
                    Network(draft, part, order);
                    break;
                case "scsi" or "virtio" or "sata" or "ide" or "cdrom":
                    threads += Disk(draft, part, order, threads);
                    break;
                default:
                    break;
            }
        }

        if (threads > 0)
        {
            draft.Guest = draft.Guest with { Cpu = draft.Guest.Cpu with { IoThreads = threads } };
        }
    }

    // "order=scsi0;ide2;net0", or the letters of old with one disk to start from.
    private static ImmutableArray<string> Order(ImportDraft draft, Dictionary<string, SourcePart> keys)
    {
        var boot = keys.GetValueOrDefault("boot");
        var disk = keys.GetValueOrDefault("bootdisk")?.Take("");
        if (boot?.Take("order") is { } order)
        {
            return [.. order.Split(';', StringSplitOptions.RemoveEmptyEntries)];
        }

        if (boot?.Take("legacy") is { } letters && !letters.StartsWith('c') && letters.Length > 0)
        {
            draft.Drop(boot.Where, letters, "the guest starts from disks in their order, then from discs");
        }

        return disk is null ? [] : [disk];
    }

    private static int? PlaceOf(ImmutableArray<string> order, SourcePart part) => order.IndexOf(part.Name) is var place and >= 0 ? place + 1 : null;

    private static void HostPci(ImportDraft draft, SourcePart part, ImmutableArray<string> order)
    {
        if (part.Peek("mapping") is not null || part.Peek("mdev") is not null || part.Peek("host") is not { } given)
        {
            part.Drop(draft, "a device is named by its address on this machine; what a mapping means says the cluster, and a mediated device is no whole one");
            return;
        }

        part.Take("host");
        part.Take("pcie");
        var rom = part.Take("romfile");
        var first = new DeviceDescription(default, null)
        {
            OptionRomPath = rom is null ? null : draft.PathOf(part.Where, rom.StartsWith('/') ? rom : RomFolder + rom),
            HidesOptionRom = part.Flag("rombar") == false ? true : null,
            IsLegacyVga = part.Flag("x-vga") == true ? true : null,
            BootOrder = PlaceOf(order, part),
        };
        foreach (var text in given.Split(';'))
        {
            foreach (var address in AddressesOf(draft, part, text))
            {
                draft.Add(new DraftDevice(part.Where, first with { Address = address }));
                first = new DeviceDescription(default, null);
            }
        }
    }

    // "01:00" is all functions in the slot.
    private static ImmutableArray<PciAddress> AddressesOf(ImportDraft draft, SourcePart part, string text)
    {
        if (PciAddress.TryParse(text, out var address))
        {
            return [address];
        }

        if (!PciAddress.TryParse(text + ".0", out var slot))
        {
            draft.Drop(part.Where, text, "it is no PCI address");
            return [];
        }

        var functions = draft.Host.Pci.Devices.Select(device => device.Address).Where(found => found.IsSameSlot(slot)).Order().ToImmutableArray();
        if (functions.IsEmpty)
        {
            draft.Note($"{part.Where}: all functions of {text} are meant, and this machine has none there: {slot} is written down");
        }

        return functions.IsEmpty ? [slot] : functions;
    }

    private static void Usb(ImportDraft draft, SourcePart part)
    {
        var host = part.Take("host");
        if (host is "spice")
        {
            draft.Note($"{part.Where}: a SPICE window has two USB devices of the person at it");
        }
        else if (host is null)
        {
            part.Drop(draft, "what a mapping means says the cluster; name the device by its ids or port");
        }
        else
        {
            draft.AddUsb(part.Where, host.Replace("0x", "", StringComparison.Ordinal));
        }
    }

    private static void Network(ImportDraft draft, SourcePart part, ImmutableArray<string> order)
    {
        var model = Cards.FirstOrDefault(card => part.Peek(card) is not null);
        var mac = model is null ? part.Take("macaddr") : part.Take(model);
        var bridge = part.Take("bridge");
        if (PlaceOf(order, part) is not null)
        {
            draft.Drop(part.Where, $"in the order of starting: {part.Name}", "a guest is not started from the network");
        }

        draft.Add(part.Where, new NetworkDescription(bridge is null ? GuestNetworkKind.Nat : GuestNetworkKind.Bridge, bridge)
        {
            Mac = mac,
            Model = NetworkModels.Of(draft, part.Where, model ?? part.Take("model") ?? "e1000"),
            Queues = QemuParts.Number(part.Take("queues")),
        });
    }

    // How many I/O threads it adds.
    private static int Disk(ImportDraft draft, SourcePart part, ImmutableArray<string> order, int threads)
    {
        var volume = part.Take("file") ?? "";
        var isDisc = part.Take("media") is "cdrom" || part.Option is "cdrom";
        part.Take("size");
        if (volume is "none" or "cdrom")
        {
            draft.Note($"{part.Where}: {(volume is "none" ? "an empty drive" : "the host's own drive")} is left out; discs are put in with 'cdroms:'");
            return 0;
        }

        if (ProxmoxVolumes.PathOf(draft, part.Where, volume) is not { } path)
        {
            return 0;
        }

        if (isDisc)
        {
            draft.Add(new DraftDisk(part.Where, new DiskDescription(path) { BootOrder = PlaceOf(order, part) }, IsDisc: true));
            return 0;
        }

        var format = part.Take("format") ?? path[(path.LastIndexOf('.') + 1)..];
        if (format is "vmdk" or "qed" or "cow" or "cloop")
        {
            draft.Drop(part.Where, volume, "images are raw or qcow2 (qemu-img convert makes one)");
            return 0;
        }

        if (part.Option is "ide")
        {
            draft.Drop(part.Where, part.Name, "the disk is on SATA, for which every system has a driver");
        }

        var bus = part.Option switch { "scsi" => GuestDiskBus.Scsi, "virtio" => GuestDiskBus.Virtio, _ => GuestDiskBus.Sata };
        var hasThread = part.Flag("iothread") == true && bus != GuestDiskBus.Sata;
        draft.Add(new DraftDisk(
            part.Where,
            new DiskDescription(path)
            {
                Format = EnumWord.Parse<GuestDiskFormat>(format) ?? (path.StartsWith("/dev/", StringComparison.Ordinal) ? null : GuestDiskFormat.Raw),
                Bus = bus,
                IsReadOnly = part.Flag("ro") == true ? true : null,
                // What Proxmox does when nothing is said.
                Cache = part.Take("cache") is { } cache ? EnumWord.Parse<GuestDiskCache>(cache) : GuestDiskCache.None,
                Aio = part.Take("aio") is { } aio ? EnumWord.Parse<GuestDiskAio>(aio) : GuestDiskAio.IoUring,
                HasDiscard = part.Take("discard") is "on",
                IoThread = hasThread ? threads + 1 : 0,
                Queues = QemuParts.Number(part.Take("queues")),
                BootOrder = PlaceOf(order, part),
                Serial = part.Take("serial"),
            },
            IsDisc: false));
        return hasThread ? 1 : 0;
    }
}
