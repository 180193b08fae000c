using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Display;
using Passthrough.Guests.Input;
using Passthrough.Guests.Network;
using Passthrough.Guests.Sound;
using Passthrough.Host;
using Passthrough.Planning;

namespace Passthrough.Guests.Libvirt;

/// <summary>All devices of a domain.</summary>
internal static class DevicesXml
{
    private const int RedirectedDevices = 2;

    /// <summary><c>devices</c>.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine.</param>
    /// <param name="functions">The passed-through functions, with their slots.</param>
    /// <param name="ports">The index of the root port of each slot of passed-through devices.</param>
    /// <param name="spiceAddress">Where a SPICE window listens.</param>
    public static XElement Of(GuestSpec guest, HostFacts host, ImmutableArray<GuestFunction> functions, ImmutableArray<int> ports, string spiceAddress)
    {
        return new XElement(
            "devices",
            host.Virtualization.QemuPath is { } emulator ? new XElement("emulator", emulator) : null,
            guest.Disks.Select(disk => DiskOf(disk, guest)),
            ControllersOf(guest, ports),
            guest.Shares.Select(share => new XElement(
                "filesystem",
                new XAttribute("type", "mount"),
                new XAttribute("accessmode", "passthrough"),
                new XElement("driver", new XAttribute("type", "virtiofs")),
                new XElement("source", new XAttribute("dir", share.Path)),
                new XElement("target", new XAttribute("dir", share.Tag)),
                share.IsReadOnly ? new XElement("readonly") : null)),
            guest.Networks.Select(InterfaceOf),
            SerialOf(guest),
            ChannelsOf(guest),
            InputsOf(guest),
            guest.Tpm is { } tpm
                ? new XElement("tpm", new XAttribute("model", "tpm-" + EnumWord.Of(tpm)), new XElement("backend", new XAttribute("type", "emulator"), new XAttribute("version", "2.0")))
                : null,
            guest.Display == EmulatedDisplay.None
                ? null
                : new XElement("graphics", new XAttribute("type", "spice"), new XAttribute("autoport", "yes"), new XElement("listen", new XAttribute("type", "address"), new XAttribute("address", spiceAddress))),
            SoundOf(guest.Sound),
            new XElement("video", new XElement("model", new XAttribute("type", guest.Display == EmulatedDisplay.Spice ? "qxl" : "none"))),
            functions.Select(function => HostDeviceOf(function, guest, host, ports[function.Slot])),
            guest.Usb.Select(device => UsbOf(device, host)),
            guest.Display == EmulatedDisplay.Spice
                ? Enumerable.Range(0, RedirectedDevices).Select(_ => new XElement("redirdev", new XAttribute("bus", "usb"), new XAttribute("type", "spicevmc")))
                : null,
            new XElement("memballoon", new XAttribute("model", guest.Memory.HasBalloon ? "virtio" : "none")),
            SharedMemoryOf(guest));
    }

    /// <summary>A PCI address as an element.</summary>
    internal static XElement AddressOf(uint domain, uint bus, uint slot, uint function) => new(
        "address",
        new XAttribute("domain", DomainXml.Hex(domain, 4)),
        new XAttribute("bus", DomainXml.Hex(bus, 2)),
        new XAttribute("slot", DomainXml.Hex(slot, 2)),
        new XAttribute("function", DomainXml.Hex(function, 1)));

    private static IEnumerable<XElement> ControllersOf(GuestSpec guest, ImmutableArray<int> ports)
    {
        // Whatever it has now: a device may be lent to it while it runs.
        yield return new XElement("controller", new XAttribute("type", "usb"), new XAttribute("index", 0), new XAttribute("model", "qemu-xhci"), new XAttribute("ports", 15));
        if (guest.Disks.FirstOrDefault(disk => disk.Bus == GuestDiskBus.Scsi) is { } disk)
        {
            yield return new XElement(
                "controller",
                new XAttribute("type", "scsi"),
                new XAttribute("index", 0),
                new XAttribute("model", "virtio-scsi"),
                disk.IoThread is null && disk.Queues is null
                    ? null
                    : new XElement("driver", disk.Queues is { } queues ? new XAttribute("queues", queues) : null, disk.IoThread is { } thread ? new XAttribute("iothread", thread) : null));
        }

        if (guest.Machine == GuestMachine.I440fx)
        {
            yield break;
        }

        yield return new XElement("controller", new XAttribute("type", "pci"), new XAttribute("index", 0), new XAttribute("model", "pcie-root"));
        foreach (var bus in ports)
        {
            yield return new XElement("controller", new XAttribute("type", "pci"), new XAttribute("index", bus), new XAttribute("model", "pcie-root-port"));
        }
    }

    private static XElement DiskOf(GuestDisk disk, GuestSpec guest)
    {
        var isCdrom = disk.Kind == GuestDiskKind.Cdrom;
        var isVirtio = disk.Bus == GuestDiskBus.Virtio;
        return new XElement(
            "disk",
            new XAttribute("type", disk.IsBlockDevice ? "block" : "file"),
            new XAttribute("device", EnumWord.Of(disk.Kind)),
            new XElement(
                "driver",
                new XAttribute("name", "qemu"),
                new XAttribute("type", EnumWord.Of(disk.Format)),
                isCdrom ? null : new XAttribute("cache", EnumWord.Of(disk.Cache)),
                isCdrom ? null : new XAttribute("io", EnumWord.Of(disk.Aio)),
                disk.HasDiscard ? new XAttribute("discard", "unmap") : null,
                isVirtio && disk.IoThread is { } thread ? new XAttribute("iothread", thread) : null,
                isVirtio && disk.Queues is { } queues ? new XAttribute("queues", queues) : null),
            new XElement("source", new XAttribute(disk.IsBlockDevice ? "dev" : "file", disk.Path)),
            new XElement("target", new XAttribute("dev", NameOf(disk, guest)), new XAttribute("bus", EnumWord.Of(disk.Bus))),
            disk.IsReadOnly ? new XElement("readonly") : null,
            disk.Serial is { } serial ? new XElement("serial", serial) : null,
            disk.BootOrder is { } order ? new XElement("boot", new XAttribute("order", order)) : null,
            isVirtio
                ? null
                : new XElement(
                    "address",
                    new XAttribute("type", "drive"),
                    new XAttribute("controller", 0),
                    new XAttribute("bus", 0),
                    new XAttribute("target", 0),
                    new XAttribute("unit", guest.PlaceOnBus(disk))));
    }

    // SATA and SCSI disks share the letters of sd.
    private static string NameOf(GuestDisk disk, GuestSpec guest)
    {
        var isVirtio = disk.Bus == GuestDiskBus.Virtio;
        var before = guest.Disks.TakeWhile(other => other != disk).Count(other => other.Bus == GuestDiskBus.Virtio == isVirtio);
        return $"{(isVirtio ? "vd" : "sd")}{(char)('a' + before)}";
    }

    private static XElement InterfaceOf(GuestNetwork network)
    {
        var (type, source) = network.Kind switch
        {
            GuestNetworkKind.Nat => ("network", new XElement("source", new XAttribute("network", network.Source ?? "default"))),
            GuestNetworkKind.Bridge => ("bridge", new XElement("source", new XAttribute("bridge", network.Source!))),
            _ => ("direct", new XElement("source", new XAttribute("dev", network.Source!), new XAttribute("mode", "bridge"))),
        };
        return new XElement(
            "interface",
            new XAttribute("type", type),
            new XElement("mac", new XAttribute("address", network.Mac)),
            source,
            new XElement("model", new XAttribute("type", EnumWord.Of(network.Model))),
            network.Queues > 1 ? new XElement("driver", new XAttribute("name", "vhost"), new XAttribute("queues", network.Queues)) : null);
    }

    // libvirt writes it down a second time, as the console that virsh attaches to.
    private static XElement SerialOf(GuestSpec guest) => new(
        "serial",
        new XAttribute("type", "pty"),
        guest.SerialLogPath is { } log ? new XElement("log", new XAttribute("file", log), new XAttribute("append", "on")) : null,
        new XElement("target", new XAttribute("port", 0)));

    private static IEnumerable<XElement> ChannelsOf(GuestSpec guest)
    {
        if (guest.HasGuestAgent)
        {
            yield return Channel("unix", "org.qemu.guest_agent.0");
        }

        if (guest.Display != EmulatedDisplay.None)
        {
            yield return Channel("spicevmc", "com.redhat.spice.0");
        }

        if (guest.HasSwitchPort)
        {
            // libvirt would give the socket, which all share, to the guest's user, and fail where it is not there yet.
            var channel = Channel("unix", SwitchPort.Name);
            channel.AddFirst(new XElement(
                "source",
                new XAttribute("mode", "connect"),
                new XAttribute("path", SwitchPort.Socket),
                new XElement("reconnect", new XAttribute("enabled", "yes"), new XAttribute("timeout", SwitchPort.ReconnectSeconds)),
                new XElement("seclabel", new XAttribute("model", "dac"), new XAttribute("relabel", "no"))));
            yield return channel;
        }
    }

    private static XElement Channel(string type, string name) =>
        new("channel", new XAttribute("type", type), new XElement("target", new XAttribute("type", "virtio"), new XAttribute("name", name)));

    private static IEnumerable<XElement> InputsOf(GuestSpec guest)
    {
        foreach (var device in guest.Input.Evdev)
        {
            yield return new XElement(
                "input",
                new XAttribute("type", "evdev"),
                new XElement(
                    "source",
                    new XAttribute("dev", EvdevProxy.OpenedPath(guest, device)),
                    device.IsKeyboard ? new XAttribute("grab", "all") : null,
                    device.IsKeyboard ? new XAttribute("grabToggle", EnumWord.Of(guest.Input.Toggle)) : null,
                    device.IsKeyboard ? new XAttribute("repeat", "on") : null));
        }

        foreach (var type in guest.Input.HasVirtio ? ["keyboard", "mouse"] : (string[])[])
        {
            yield return new XElement("input", new XAttribute("type", type), new XAttribute("bus", "virtio"));
        }

        if (guest.Input.HasTablet)
        {
            yield return new XElement("input", new XAttribute("type", "tablet"), new XAttribute("bus", "usb"));
        }
    }

    private static IEnumerable<XElement> SoundOf(GuestSound sound)
    {
        if (!sound.HasCard)
        {
            // libvirt writes it into the domain itself when nothing is said.
            yield return new XElement("audio", new XAttribute("id", 1), new XAttribute("type", "none"));
            yield break;
        }

        yield return new XElement("sound", new XAttribute("model", "ich9"), new XElement("audio", new XAttribute("id", 1)));
        yield return new XElement(
            "audio",
            new XAttribute("id", 1),
            new XAttribute("type", EnumWord.Of(sound.Backend)),
            sound switch
            {
                { Backend: SoundBackend.PipeWire } => new XAttribute("runtimeDir", sound.RuntimeFolder!),
                { Backend: SoundBackend.PulseAudio } => new XAttribute("serverName", $"unix:{sound.RuntimeFolder}/pulse/native"),
                _ => null,
            });
    }

    private static XElement HostDeviceOf(GuestFunction function, GuestSpec guest, HostFacts host, int port)
    {
        var (address, passed) = (function.Address, function.Passed);
        var isIsolated = host.Pci.Find(address)?.Driver is Planner.VfioPci;
        var place = guest.Machine == GuestMachine.I440fx ? AddressOf(0, 0, (uint)GuestFunction.OldSlotOf(function.Slot), function.Function) : AddressOf(0, (uint)port, 0, function.Function);
        place.SetAttributeValue("type", "pci");
        place.SetAttributeValue("multifunction", function.IsMultifunction ? "on" : null);
        return new XElement(
            "hostdev",
            new XAttribute("mode", "subsystem"),
            new XAttribute("type", "pci"),
            new XAttribute("managed", isIsolated ? "no" : "yes"),
            new XElement("driver", guest.HasIommufd ? new XAttribute("iommufd", "yes") : new XAttribute("name", "vfio")),
            new XElement("source", AddressOf(address.Domain, address.Bus, address.Device, address.Function)),
            passed.BootOrder is { } order ? new XElement("boot", new XAttribute("order", order)) : null,
            new XElement("alias", new XAttribute("name", GuestFunction.LibvirtPrefix + function.Id)),
            passed.OptionRomPath is { } rom ? new XElement("rom", new XAttribute("file", rom)) : null,
            passed.HidesOptionRom ? new XElement("rom", new XAttribute("bar", "off")) : null,
            place);
    }

    // libvirt knows USB devices by their ids or by the number of the moment, not by ports: what is in the port now is named.
    private static XElement? UsbOf(PassedUsb device, HostFacts host)
    {
        XElement? source = device.IsById
            ? new XElement("source", new XElement("vendor", new XAttribute("id", DomainXml.Hex(device.Vendor!.Value, 4))), new XElement("product", new XAttribute("id", DomainXml.Hex(device.Product!.Value, 4))))
            : host.Usb.Devices.FirstOrDefault(found => string.Equals(found.Name, device.ToString(), StringComparison.Ordinal)) is { Number: { } number } plugged
                ? UsbAt(plugged.Bus, number)
                : null;
        return source is null ? null : UsbOf(source);
    }

    /// <summary>A USB device of the host that is plugged into a running guest.</summary>
    /// <param name="bus">The bus.</param>
    /// <param name="number">The device's number on it.</param>
    /// <param name="id">What it is called in the guest's QEMU.</param>
    internal static XElement LentUsb(int bus, int number, string id)
    {
        var device = UsbOf(UsbAt(bus, number));
        device.Add(new XElement("alias", new XAttribute("name", GuestFunction.LibvirtPrefix + id)));
        return device;
    }

    private static XElement UsbAt(int bus, int number) => new("source", new XElement("address", new XAttribute("bus", bus), new XAttribute("device", number)));

    private static XElement UsbOf(XElement source) => new("hostdev", new XAttribute("mode", "subsystem"), new XAttribute("type", "usb"), new XAttribute("managed", "yes"), source);

    private static IEnumerable<XElement> SharedMemoryOf(GuestSpec guest)
    {
        if (guest.LookingGlass is { Memory: SharedMemoryKind.Shm } glass)
        {
            yield return Shmem(LookingGlass.Name, glass.SizeMiB);
        }

        if (guest.Sound.Backend == SoundBackend.ScreamMemory)
        {
            yield return Shmem(GuestSound.ScreamMemoryName, GuestSound.ScreamMemoryMiB);
        }
    }

    private static XElement Shmem(string name, int sizeMiB) => new(
        "shmem",
        new XAttribute("name", name),
        new XElement("model", new XAttribute("type", "ivshmem-plain")),
        new XElement("size", new XAttribute("unit", "M"), sizeMiB.ToString(CultureInfo.InvariantCulture)));
}
