using System.Globalization;
using Passthrough.Guests.Description;
using Passthrough.Guests.Display;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Sound;
using Passthrough.Host.Pci;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>Devices of a command, without disks and networks.</summary>
internal static class QemuDevices
{
    /// <summary>Reads them.</summary>
    public static void Import(ImportDraft draft, QemuParts parts)
    {
        foreach (var device in parts.All("-device"))
        {
            Device(draft, parts, device);
        }

        foreach (var input in parts.All("-object", "input-linux"))
        {
            input.Take("qom-type");
            if (input.Take("evdev") is { } path)
            {
                draft.AddEvdev(input.Where, path, (input.Flag("grab_all") ?? input.Flag("grab-all")) == true, input.Take("grab-toggle") ?? input.Take("grab_toggle"));
            }
        }

        // Where nothing is said of it the designer adds virtio ones to shared devices.
        if (!draft.Guest.Input.Evdev.IsEmpty && draft.Guest.Input.HasVirtio is null)
        {
            draft.Guest = draft.Guest with { Input = draft.Guest.Input with { HasVirtio = false } };
        }

        foreach (var old in parts.All("-usbdevice"))
        {
            if (old.Peek("") is { } host && host.StartsWith("host:", StringComparison.Ordinal))
            {
                old.TakeWhole();
                draft.AddUsb(old.Where, host["host:".Length..]);
            }
        }

        Sound(draft, parts);
    }

    private static void Device(ImportDraft draft, QemuParts parts, SourcePart device)
    {
        switch (device.Name)
        {
            case "vfio-pci" or "vfio-pci-nohotplug":
                Vfio(draft, parts, device);
                break;
            case "usb-host":
                Usb(draft, device);
                break;
            case "tpm-crb" or "tpm-tis":
                Tpm(draft, parts, device);
                break;
            case "virtio-balloon-pci" or "virtio-balloon":
                device.Take("driver");
                draft.Guest = draft.Guest with { Memory = draft.Guest.Memory with { HasBalloon = true } };
                break;
            case "virtserialport" when device.Peek("name") is "org.qemu.guest_agent.0":
                device.TakeWhole();
                parts.ById("-chardev", device.Peek("chardev"))?.TakeWhole();
                draft.Guest = draft.Guest with { HasGuestAgent = true };
                break;
            case "virtserialport" when device.Peek("name") is SwitchPort.Name:
                device.TakeWhole();
                parts.ById("-chardev", device.Peek("chardev"))?.TakeWhole();
                break;
            case "ivshmem-plain":
                SharedMemory(draft, parts, device);
                break;
            case "isa-serial":
                Serial(draft, parts, device);
                break;
            case "virtio-keyboard-pci" or "virtio-mouse-pci":
                device.Take("driver");
                draft.Guest = draft.Guest with { Input = draft.Guest.Input with { HasVirtio = true } };
                break;
            default:
                break;
        }
    }

    private static void Vfio(ImportDraft draft, QemuParts parts, SourcePart device)
    {
        var text = device.Take("host") ?? device.Take("sysfsdev");
        if (!PciAddress.TryParse(text is null ? "" : text[(text.LastIndexOf('/') + 1)..], out var address))
        {
            device.Drop(draft, "it names no PCI address of the host");
            return;
        }

        device.Take("driver");
        if (parts.ById("-object", device.Take("iommufd")) is { } iommu)
        {
            iommu.TakeWhole();
            draft.Guest = draft.Guest with { HasIommufd = true };
        }

        var rom = device.Take("romfile");
        draft.Add(new DraftDevice(device.Where, new DeviceDescription(address, null)
        {
            OptionRomPath = rom is null or "" ? null : draft.PathOf(device.Where, rom),
            HidesOptionRom = device.Flag("rombar") == false || rom is "" ? true : null,
            IsLegacyVga = device.Flag("x-vga") == true ? true : null,
            BootOrder = parts.OrderOf(device),
        }));
    }

    private static void Usb(ImportDraft draft, SourcePart device)
    {
        device.Take("driver");
        var (vendor, product) = (Hex(device.Take("vendorid")), Hex(device.Take("productid")));
        var (bus, port, number) = (QemuParts.Number(device.Take("hostbus")), device.Take("hostport"), QemuParts.Number(device.Take("hostaddr")));
        if (vendor is { } maker && product is { } model)
        {
            draft.AddUsb(device.Where, $"{maker:x4}:{model:x4}");
        }
        else if (bus is not null && port is not null)
        {
            draft.AddUsb(device.Where, $"{bus}-{port}");
        }
        else if (bus is { } hub && number is { } place)
        {
            draft.AddUsb(device.Where, hub, place);
        }
        else
        {
            device.Drop(draft, "it names no USB device");
        }
    }

    private static void Tpm(ImportDraft draft, QemuParts parts, SourcePart device)
    {
        device.Take("driver");
        var backend = parts.ById("-tpmdev", device.Take("tpmdev"));
        if (backend?.Name is not "emulator")
        {
            device.Drop(draft, "a TPM is an emulated TPM 2.0, crb or tis");
            return;
        }

        parts.ById("-chardev", backend.Take("chardev"))?.TakeWhole();
        backend.TakeWhole();
        draft.Guest = draft.Guest with { HasTpm = true, Tpm = EnumWord.Parse<TpmModel>(device.Name["tpm-".Length..]) };
        draft.Note($"{device.Where}: the TPM begins empty: what the guest sealed in the old one (BitLocker) asks for its recovery key");
    }

    private static void SharedMemory(ImportDraft draft, QemuParts parts, SourcePart device)
    {
        device.Take("driver");
        var memory = parts.ById("-object", device.Take("memdev"));
        var path = memory?.Take("mem-path") ?? "";
        if (memory is not null && path.EndsWith("/" + GuestSound.ScreamMemoryName, StringComparison.Ordinal))
        {
            memory.TakeWhole();
            draft.Guest = draft.Guest with { Sound = new SoundDescription { Backend = SoundBackend.ScreamMemory } };
        }
        else if (memory is not null && (path.Contains("kvmfr", StringComparison.Ordinal) || path.EndsWith("/" + LookingGlass.Name, StringComparison.Ordinal)) && QemuSize.Bytes(memory.Take("size"), 1) is { } bytes)
        {
            memory.TakeWhole();
            draft.SetLookingGlass(device.Where, bytes, path.Contains("kvmfr", StringComparison.Ordinal) ? SharedMemoryKind.Kvmfr : SharedMemoryKind.Shm);
        }
        else
        {
            device.Drop(draft, $"memory is shared for Looking Glass ({LookingGlass.Name}) and Scream ({GuestSound.ScreamMemoryName})");
            memory?.Drop(draft, "the device that shares it is not kept");
        }
    }

    private static void Serial(ImportDraft draft, QemuParts parts, SourcePart device)
    {
        var backend = parts.ById("-chardev", device.Peek("chardev"));
        if (draft.Guest.SerialLogPath is not null || backend?.Peek(backend.Name is "file" ? "path" : "logfile") is not { } path)
        {
            return;
        }

        backend.TakeWhole();
        device.TakeWhole();
        draft.Guest = draft.Guest with { SerialLogPath = draft.PathOf(device.Where, path) };
    }

    private static void Sound(ImportDraft draft, QemuParts parts)
    {
        var cards = parts.All("-device").Where(device => device.Name is "ich9-intel-hda" or "intel-hda" or "AC97" or "ES1370" or "sb16" or "usb-audio" or "virtio-sound-pci" or "virtio-sound").ToList();
        if (cards is not [var card, ..])
        {
            return;
        }

        if (draft.Guest.Sound.Backend == SoundBackend.ScreamMemory)
        {
            card.Drop(draft, "a guest's sound goes to one place, and Scream is it");
            return;
        }

        card.Take("driver");
        if (card.Name is not "ich9-intel-hda")
        {
            draft.Drop(card.Where, card.Name, "an emulated sound card is Intel's HDA of ICH9");
        }

        foreach (var second in cards.Skip(1))
        {
            second.Drop(draft, "a guest has one emulated sound card");
        }

        var codec = parts.All("-device").FirstOrDefault(device => device.Name is "hda-duplex" or "hda-micro" or "hda-output");
        var id = codec?.Take("audiodev") ?? card.Take("audiodev");
        var backend = id is null ? parts.Last("-audiodev") : parts.ById("-audiodev", id);
        codec?.Take("driver");
        if (backend is not null)
        {
            backend.Take("driver");
            backend.Take("id");
            // What the designer chose from the user's folder is a server's address here.
            draft.Guest = draft.Guest with { Sound = SoundBackends.Of(draft, backend.Where, backend.Name, backend.Take("server"), draft.Guest.Display is not (null or EmulatedDisplay.None)) };
        }
        else if (draft.Guest.Sound.Backend is null or SoundBackend.None && draft.Guest.Display is not (null or EmulatedDisplay.None))
        {
            draft.Guest = draft.Guest with { Sound = new SoundDescription { Backend = SoundBackend.Spice } };
        }
    }

    private static ushort? Hex(string? text) =>
        ushort.TryParse(text?.StartsWith("0x", StringComparison.OrdinalIgnoreCase) == true ? text.AsSpan(2) : text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;
}
