using Passthrough.Guests.Description;
using Passthrough.Guests.Display;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Libvirt;
using Passthrough.Guests.Network;
using Passthrough.Host.Pci;

namespace Passthrough.Guests.Import.Libvirt;

/// <summary>Devices of a domain, without disks and what is seen and heard.</summary>
internal static class DomainDevices
{
    private const string AgentName = "org.qemu.guest_agent.0";
    private const string SpiceName = "com.redhat.spice.0";

    /// <summary>Reads them.</summary>
    public static void Import(ImportDraft draft, SourcePart devices)
    {
        foreach (var hostDevice in devices.All("hostdev"))
        {
            HostDevice(draft, hostDevice);
        }

        DomainDisks.Import(draft, devices);
        foreach (var card in devices.All("interface"))
        {
            Interface(draft, card);
        }

        foreach (var (index, serial) in devices.All("serial").ToList().Index())
        {
            Serial(draft, serial, index == 0);
        }

        var channels = devices.Parts.Where(part => part.Name is "channel").ToDictionary(channel => channel, channel => channel.Parts.FirstOrDefault(part => part.Name is "target")?.Peek("name"));
        devices.All("channel").Where(channel => channels[channel] is AgentName or SpiceName or SwitchPort.Name).ToList().ForEach(channel => channel.TakeWhole());
        draft.Guest = draft.Guest with { HasGuestAgent = channels.Values.Contains(AgentName, StringComparer.Ordinal) };
        Inputs(draft, devices);
        draft.Guest = draft.Guest with { HasTpm = false };
        foreach (var tpm in devices.All("tpm"))
        {
            Tpm(draft, tpm);
        }

        DomainWindow.Import(draft, devices);
        foreach (var folder in devices.All("filesystem"))
        {
            Share(draft, folder);
        }

        foreach (var memory in devices.All("shmem"))
        {
            SharedMemory(draft, memory);
        }

        if (devices.Part("memballoon") is { } balloon)
        {
            draft.Guest = draft.Guest with { Memory = draft.Guest.Memory with { HasBalloon = balloon.Take("model") is not "none" } };
        }
    }

    private static void HostDevice(ImportDraft draft, SourcePart device)
    {
        var (mode, type) = (device.Peek("mode"), device.Peek("type"));
        if (mode is "subsystem" or null && type is "pci")
        {
            Pci(draft, device);
        }
        else if (mode is "subsystem" or null && type is "usb")
        {
            Usb(draft, device);
        }
        else
        {
            device.Drop(draft, "of the host's devices only PCI and USB devices are given to guests");
        }
    }

    private static void Pci(ImportDraft draft, SourcePart device)
    {
        var source = device.Part("source");
        if (AddressOf(source?.Part("address")) is not { } address)
        {
            device.Drop(draft, "it names no PCI address");
            return;
        }

        device.Take("mode");
        device.Take("type");
        device.Take("managed");
        var driver = device.Part("driver");
        if (driver?.Flag("iommufd") == true)
        {
            draft.Guest = draft.Guest with { HasIommufd = true };
        }

        var rom = device.Part("rom");
        var file = rom?.Take("file");
        draft.Add(new DraftDevice(device.Where, new DeviceDescription(address, null)
        {
            OptionRomPath = file is null ? null : draft.PathOf(rom!.Where, file),
            HidesOptionRom = rom?.Flag("bar") == false || rom?.Flag("enabled") == false ? true : null,
            BootOrder = device.Part("boot")?.Number("order", draft),
        }));
    }

    private static PciAddress? AddressOf(SourcePart? address) =>
        LibvirtNumber.Parse(address?.Take("domain") ?? "0") is { } domain and <= uint.MaxValue && LibvirtNumber.Parse(address?.Take("bus")) is { } bus and <= byte.MaxValue && LibvirtNumber.Parse(address?.Take("slot")) is { } slot and < 32
        && LibvirtNumber.Parse(address?.Take("function") ?? "0") is { } function and < 8
            ? new PciAddress((uint)domain, (byte)bus, (byte)slot, (byte)function)
            : null;

    private static void Usb(ImportDraft draft, SourcePart device)
    {
        var source = device.Part("source");
        var (vendor, product, address) = (source?.Part("vendor")?.Take("id"), source?.Part("product")?.Take("id"), source?.Part("address"));
        device.Take("mode");
        device.Take("type");
        device.Take("managed");
        if (LibvirtNumber.Parse(vendor) is { } maker and <= ushort.MaxValue && LibvirtNumber.Parse(product) is { } model and <= ushort.MaxValue)
        {
            draft.AddUsb(device.Where, $"{maker:x4}:{model:x4}");
            address?.Drop(draft, "the device is named by its ids alone");
        }
        else if (address?.Take("port") is { } port && address.Take("bus") is { } hub)
        {
            draft.AddUsb(device.Where, $"{hub}-{port}");
        }
        else if (LibvirtNumber.Parse(address?.Take("bus")) is { } bus and <= int.MaxValue && LibvirtNumber.Parse(address?.Take("device")) is { } number and <= int.MaxValue)
        {
            draft.AddUsb(device.Where, (int)bus, (int)number);
        }
        else
        {
            device.Drop(draft, "it names no USB device");
        }
    }

    private static void Interface(ImportDraft draft, SourcePart card)
    {
        var type = card.Peek("type");
        var source = card.Part("source");
        if (type is "hostdev" && AddressOf(source?.Part("address")) is { } address)
        {
            card.Take("type");
            card.Take("managed");
            source?.Take("type");
            draft.Note($"{card.Where}: a network card of the host that the guest gets is among 'pci'");
            draft.Add(new DraftDevice(card.Where, new DeviceDescription(address, null)));
            card.Part("mac")?.Drop(draft, "a card of the host keeps its own address");
            return;
        }

        NetworkDescription? network = (type, source) switch
        {
            ("network", { } named) when named.Take("network") is var name => new NetworkDescription(GuestNetworkKind.Nat, name is "default" ? null : name),
            ("bridge", { } named) when named.Take("bridge") is { } bridge => new NetworkDescription(GuestNetworkKind.Bridge, bridge),
            ("direct", { } named) when named.Take("dev") is { } lower => new NetworkDescription(GuestNetworkKind.Macvtap, lower),
            ("user", _) => new NetworkDescription(GuestNetworkKind.Nat, null),
            _ => null,
        };
        if (network is null)
        {
            card.Drop(draft, "guests have networks of libvirt, bridges and macvtap interfaces");
            return;
        }

        card.Take("type");
        if (type is "direct" && source!.Take("mode") is not "bridge" and var mode)
        {
            draft.Drop(source.Where, $"mode={mode}", "a macvtap interface is in the mode bridge");
        }

        if (type is "user")
        {
            draft.Note($"{card.Where}: QEMU's own user network becomes libvirt's network 'default', which is a NAT too");
        }

        var model = card.Part("model")?.Take("type");
        draft.Add(card.Where, network with { Mac = card.Part("mac")?.Take("address"), Model = NetworkModels.Of(draft, card.Where, model ?? "rtl8139"), Queues = card.Part("driver")?.Number("queues", draft) });
    }

    private static void Serial(ImportDraft draft, SourcePart serial, bool isFirst)
    {
        var source = serial.Parts.FirstOrDefault(part => part.Name is "source")?.Peek("path");
        switch (serial.Peek("type"))
        {
            case "file" when isFirst && source is not null:
                serial.TakeWhole();
                draft.Guest = draft.Guest with { SerialLogPath = draft.PathOf(serial.Where, source) };
                break;
            case "pty" when isFirst:
                // What else it says is every guest's, or is told.
                if (serial.Part("log")?.Take("file") is { } log)
                {
                    draft.Guest = draft.Guest with { SerialLogPath = draft.PathOf(serial.Where, log) };
                }

                break;
            default:
                serial.Drop(draft, ImportRule.OneSerialPort);
                break;
        }
    }

    private static void Inputs(ImportDraft draft, SourcePart devices)
    {
        var virtio = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in devices.All("input"))
        {
            var (type, bus, source) = (input.Take("type"), input.Take("bus"), input.Part("source"));
            if (type is "evdev" && source?.Take("dev") is { } path)
            {
                draft.AddEvdev(input.Where, path, source.Take("grab") is "all", source.Take("grabToggle"));
                source.Take("repeat");
            }
            else if (bus is "virtio" && type is "keyboard" or "mouse")
            {
                virtio.Add(type!);
            }
            else if (!(type is "tablet" && bus is null or "usb") && !(type is "mouse" or "keyboard" && bus is null or "ps2"))
            {
                draft.Drop(input.Where, input.Words, "a guest has PS/2 keyboard and mouse, a tablet in a SPICE window, virtio ones and shared ones (input)");
                source?.TakeWhole();
            }
        }

        if (virtio.Count == 1)
        {
            draft.Note($"{devices.Where}/input: a virtio {virtio.First()} alone becomes both, keyboard and mouse");
        }

        draft.Guest = draft.Guest with { Input = draft.Guest.Input with { HasVirtio = virtio.Count > 0 ? true : draft.Guest.Input.Evdev.IsEmpty ? null : false } };
    }

    private static void Tpm(ImportDraft draft, SourcePart tpm)
    {
        var (model, backend) = (tpm.Take("model"), tpm.Part("backend"));
        var known = model is null ? TpmModel.Tis : EnumWord.Parse<TpmModel>(model.Replace("tpm-", "", StringComparison.Ordinal));
        var version = backend?.Take("version");
        if (known is null || backend?.Take("type") is not "emulator" || version is not (null or "2.0"))
        {
            tpm.Drop(draft, "a TPM is an emulated TPM 2.0, crb or tis");
            return;
        }

        draft.Guest = draft.Guest with { HasTpm = true, Tpm = known };
        draft.Note($"{tpm.Where}: the TPM begins empty: what the guest sealed in the old one (BitLocker) asks for its recovery key; libvirt keeps it in /var/lib/libvirt/swtpm/UUID");
    }

    private static void Share(ImportDraft draft, SourcePart folder)
    {
        var driver = folder.Part("driver");
        if (driver?.Peek("type") is not "virtiofs" || folder.Part("source")?.Peek("dir") is not { } path || folder.Part("target")?.Peek("dir") is not { } tag)
        {
            folder.Drop(draft, "folders are shared by virtiofs (shares), which the guest mounts in another way than 9p");
            return;
        }

        driver.Take("type");
        folder.Take("type");
        folder.Take("accessmode");
        folder.Part("source")!.Take("dir");
        folder.Part("target")!.Take("dir");
        draft.AddShare(folder.Where, path, tag, folder.Part("readonly") is not null);
    }

    private static void SharedMemory(ImportDraft draft, SourcePart memory)
    {
        var (name, size) = (memory.Take("name"), memory.Part("size"));
        memory.Part("model")?.Take("type");
        var bytes = LibvirtSize.Bytes(size?.Take(""), size?.Take("unit"), 1);
        if (name is LookingGlass.Name && bytes is { } glass)
        {
            draft.SetLookingGlass(memory.Where, glass, SharedMemoryKind.Shm);
        }
        else if (name is Sound.GuestSound.ScreamMemoryName && draft.Guest.Sound.Backend is { } other and not Sound.SoundBackend.None)
        {
            memory.Drop(draft, $"a guest's sound goes to one place, which is {EnumWord.Of(other)}");
        }
        else if (name is Sound.GuestSound.ScreamMemoryName)
        {
            draft.Guest = draft.Guest with { Sound = new SoundDescription { Backend = Sound.SoundBackend.ScreamMemory } };
        }
        else
        {
            memory.Drop(draft, $"memory is shared for Looking Glass ({LookingGlass.Name}) and Scream ({Sound.GuestSound.ScreamMemoryName})");
        }
    }
}
