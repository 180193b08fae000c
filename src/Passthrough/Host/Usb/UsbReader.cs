using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Usb;

/// <summary>Reads <c>/sys/bus/usb/devices</c>, each device, interface and port once, and <c>/proc/bus/input/devices</c>.</summary>
public static class UsbReader
{
    private const byte HubClass = 0x09;

    // Programming interfaces of USB controllers (PCI code and id assignment): those of USB4 routers (40) and of device-side controllers (fe) have no ports of USB.
    private const byte Uhci = 0x00;
    private const byte Ohci = 0x10;
    private const byte Ehci = 0x20;
    private const byte Xhci = 0x30;

    /// <summary>The USB of the machine.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="pci">All PCI functions, among them controllers that no USB driver runs.</param>
    public static UsbFacts Read(MachineReader reader, PciFacts pci)
    {
        var folder = reader.Roots.Sys("bus/usb/devices");
        var names = reader.List(folder) ?? [];
        var interfaces = names
            .Where(name => UsbNames.DeviceOfInterface(name) is not null)
            .Select(name => ReadInterface(reader, $"{folder}/{name}", name))
            .ToLookup(part => UsbNames.DeviceOfInterface(part.Name)!, StringComparer.Ordinal);
        var buses = names.Where(UsbNames.IsRootHub).Order(Comparer<string>.Create(UsbNames.Compare)).Select(name => ReadBus(reader, folder, name)).ToList();
        var found = names
            .Where(name => UsbNames.BusOf(name) is not null && !UsbNames.IsRootHub(name))
            .Select(name => ReadDevice(reader, $"{folder}/{name}", name, interfaces[name]))
            .OfType<UsbDevice>()
            .OrderBy(device => device.Name, Comparer<string>.Create(UsbNames.Compare))
            .ToImmutableArray();
        var devices = WithNames(reader, found);
        var controllers = Controllers(buses, pci);
        var ports = ReadPorts(reader, folder, buses, devices, interfaces);
        ImmutableArray<InputDevice>? inputs = reader.ReadText(reader.Roots.Proc("bus/input/devices")) is { } text ? InputDevices.Parse(text) : null;
        return new UsbFacts(controllers, ports, devices, HumanInputs.Find(devices, controllers, inputs));
    }

    /// <summary>The place of a USB device in <c>/sys/devices</c>: the device that its root hub hangs on, and the PCI function nearest above.</summary>
    /// <param name="devicePath">A path or link target with the parts <c>/devices/…/usbN</c>.</param>
    /// <returns>An empty name when the path holds no root hub; a null address when no PCI function is above.</returns>
    public static (string Name, PciAddress? Address) ControllerOf(string devicePath)
    {
        var parts = devicePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var hub = Array.FindIndex(parts, UsbNames.IsRootHub);
        if (hub < 1)
        {
            return ("", null);
        }

        return (parts[hub - 1], PciDevicePath.Nearest(string.Join('/', parts.Take(hub))));
    }

    private static (UsbBus Bus, string Controller, PciAddress? Address, string? Driver) ReadBus(MachineReader reader, string folder, string name)
    {
        var target = reader.ReadLink($"{folder}/{name}") ?? "";
        var (controller, address) = ControllerOf(target);
        var start = target.IndexOf("devices/", StringComparison.Ordinal);
        var above = start >= 0 && target.LastIndexOf('/') is > 0 and var end && end > start ? reader.Roots.Sys(target[start..end]) : null;
        return (
            new UsbBus(UsbNames.BusOf(name)!.Value, reader.ReadLine($"{folder}/{name}/speed"), ReadNumber(reader, $"{folder}/{name}/maxchild") ?? 0),
            controller.Length > 0 ? controller : name,
            address,
            above is null ? null : reader.ReadLinkName($"{above}/driver"));
    }

    private static UsbInterface ReadInterface(MachineReader reader, string folder, string name) => new(
        name,
        ReadHex(reader, $"{folder}/bInterfaceNumber") ?? int.Parse(name.AsSpan(name.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture),
        (byte)(ReadHex(reader, $"{folder}/bInterfaceClass") ?? 0),
        (byte)(ReadHex(reader, $"{folder}/bInterfaceSubClass") ?? 0),
        (byte)(ReadHex(reader, $"{folder}/bInterfaceProtocol") ?? 0),
        reader.ReadLinkName($"{folder}/driver"));

    private static UsbDevice? ReadDevice(MachineReader reader, string folder, string name, IEnumerable<UsbInterface> interfaces)
    {
        if (ReadHex(reader, $"{folder}/idVendor") is not { } vendor || ReadHex(reader, $"{folder}/idProduct") is not { } product)
        {
            // Unplugged between the listing and now, unless the folder is still there.
            if (reader.Exists(folder))
            {
                reader.RecordContent(folder, "a USB device without readable ids");
            }

            return null;
        }

        return new UsbDevice
        {
            Name = name,
            Bus = UsbNames.BusOf(name)!.Value,
            Number = ReadNumber(reader, $"{folder}/devnum"),
            Vendor = (ushort)vendor,
            Product = (ushort)product,
            Class = (byte)(ReadHex(reader, $"{folder}/bDeviceClass") ?? 0),
            Subclass = (byte)(ReadHex(reader, $"{folder}/bDeviceSubClass") ?? 0),
            Protocol = (byte)(ReadHex(reader, $"{folder}/bDeviceProtocol") ?? 0),
            VendorName = reader.ReadLine($"{folder}/manufacturer"),
            ProductName = reader.ReadLine($"{folder}/product"),
            Speed = reader.ReadLine($"{folder}/speed"),
            PortCount = ReadNumber(reader, $"{folder}/maxchild") ?? 0,
            Removable = reader.ReadLine($"{folder}/removable"),
            Driver = reader.ReadLinkName($"{folder}/driver"),
            Interfaces = [.. interfaces.OrderBy(part => part.Number)],
        };
    }

    private static ImmutableArray<UsbPort> ReadPorts(
        MachineReader reader,
        string folder,
        List<(UsbBus Bus, string Controller, PciAddress? Address, string? Driver)> buses,
        ImmutableArray<UsbDevice> devices,
        ILookup<string, UsbInterface> interfaces)
    {
        var occupied = devices.Select(device => device.Name).ToHashSet(StringComparer.Ordinal);
        var taken = devices.ToLookup(device => UsbNames.HubOf(device.Name)!, device => device.Name, StringComparer.Ordinal);
        var hubs = buses.Select(bus => (Name: $"usb{bus.Bus.Number}", Count: bus.Bus.PortCount))
            .Concat(devices.Where(device => device.PortCount > 0 || device.Class == HubClass || taken.Contains(device.Name)).Select(device => (device.Name, Count: device.PortCount)));
        var ports = new List<UsbPort>();
        foreach (var (hub, count) in hubs)
        {
            // The ports are folders below the hub's one interface.
            var place = interfaces[hub].Select(part => $"{folder}/{part.Name}").FirstOrDefault();
            var shown = (place is null ? [] : reader.List(place) ?? []).Select(name => UsbNames.PortNumber(hub, name)).OfType<int>().ToHashSet();
            var plugged = taken[hub].Select(device => UsbNames.PortNumber(hub, UsbNames.PortOf(device)!)).OfType<int>();
            foreach (var number in shown.Union(Enumerable.Range(1, Math.Clamp(count, 0, 255))).Union(plugged).Order())
            {
                var name = UsbNames.PortOf(hub, number);
                ports.Add(ReadPort(reader, $"{place}/{name}", hub, number, occupied, isShown: shown.Contains(number)));
            }
        }

        return [.. ports];
    }

    private static UsbPort ReadPort(MachineReader reader, string folder, string hub, int number, HashSet<string> occupied, bool isShown)
    {
        var device = UsbNames.DeviceIn(hub, number);
        var port = new UsbPort { Name = UsbNames.PortOf(hub, number), Hub = hub, Number = number, Device = occupied.Contains(device) ? device : null };
        return !isShown ? port : port with
        {
            ConnectType = reader.ReadLine($"{folder}/connect_type"),
            Peer = reader.ReadLinkName($"{folder}/peer"),
            Location = ReadHex(reader, $"{folder}/location") is { } location and not 0 ? unchecked((uint)location) : null,
            OverCurrentCount = uint.TryParse(reader.ReadLine($"{folder}/over_current_count"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null,
            FirmwareName = reader.ReadLine($"{folder}/firmware_node/path"),
            Place = ReadPlace(reader, $"{folder}/physical_location"),
            TypeC = reader.ReadLinkName($"{folder}/connector"),
        };
    }

    private static UsbPortPlace? ReadPlace(MachineReader reader, string folder)
    {
        var panel = reader.ReadLine($"{folder}/panel");
        var vertical = reader.ReadLine($"{folder}/vertical_position");
        return panel is null && vertical is null
            ? null
            : new UsbPortPlace(
                panel is "unknown" ? null : panel,
                vertical,
                reader.ReadLine($"{folder}/horizontal_position"),
                reader.ReadLine($"{folder}/dock") is "yes",
                reader.ReadLine($"{folder}/lid") is "yes");
    }

    private static ImmutableArray<UsbController> Controllers(List<(UsbBus Bus, string Controller, PciAddress? Address, string? Driver)> buses, PciFacts pci)
    {
        var controllers = buses
            .GroupBy(bus => bus.Controller, StringComparer.Ordinal)
            .Select(group => new UsbController(
                group.Key,
                group.First().Address,
                group.First().Driver,
                [.. group.Select(bus => bus.Bus)],
                group.First().Address is { } address ? Companions(address, pci) : []))
            .ToList();
        var running = controllers.Select(controller => controller.Address).ToHashSet();
        controllers.AddRange(pci.Devices
            .Where(device => IsHostController(device.Class) && !running.Contains(device.Address))
            .Select(device => new UsbController(device.Address.ToString(), device.Address, device.Driver, [], Companions(device.Address, pci))));
        return [.. controllers.OrderBy(controller => controller.Address is null).ThenBy(controller => controller.Address).ThenBy(controller => controller.Name, StringComparer.Ordinal)];
    }

    // The kernel pairs them in the same way (drivers/usb/core/hcd-pci.c): an EHCI function and the UHCI and OHCI functions of its slot share their sockets.
    private static ImmutableArray<PciAddress> Companions(PciAddress address, PciFacts pci)
    {
        if (pci.Find(address) is not { Class.IsUsbController: true } self)
        {
            return [];
        }

        var wanted = Interface(self.Class) switch
        {
            Ehci => new[] { Uhci, Ohci },
            Uhci or Ohci => [Ehci],
            _ => [],
        };
        return
        [
            .. pci.Devices
                .Where(device => device.Address != address && device.Address.IsSameSlot(address) && device.Class.IsUsbController && wanted.Contains(Interface(device.Class)))
                .Select(device => device.Address),
        ];
    }

    private static bool IsHostController(PciClass code) => code.IsUsbController && Interface(code) is Uhci or Ohci or Ehci or Xhci;

    private static byte Interface(PciClass code) => (byte)code.Code;

    // Many devices leave their words out; the system's list, of the same form as pci.ids, has most of them.
    private static ImmutableArray<UsbDevice> WithNames(MachineReader reader, ImmutableArray<UsbDevice> devices)
    {
        var nameless = devices.Where(device => device.ProductName is null || device.VendorName is null).Select(device => (device.Vendor, device.Product)).ToList();
        var list = nameless.Count == 0
            ? null
            : reader.ReadBytes(reader.Roots.Usr("share/misc/usb.ids")) ?? reader.ReadBytes(reader.Roots.Usr("share/hwdata/usb.ids")) ?? reader.ReadBytes(reader.Roots.Var("lib/usbutils/usb.ids"));
        if (list is null)
        {
            return devices;
        }

        var names = PciIds.Find(list, nameless);
        return
        [
            .. devices.Select(device => device with
            {
                VendorName = device.VendorName ?? names.Vendors.GetValueOrDefault(device.Vendor),
                ProductName = device.ProductName ?? names.Devices.GetValueOrDefault((device.Vendor, device.Product)),
            }),
        ];
    }

    private static int? ReadHex(MachineReader reader, string path) =>
        reader.ReadLine(path) is { } line
        && uint.TryParse(line.StartsWith("0x", StringComparison.Ordinal) ? line.AsSpan(2) : line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? unchecked((int)value)
            : null;

    private static int? ReadNumber(MachineReader reader, string path) =>
        int.TryParse(reader.ReadLine(path), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
