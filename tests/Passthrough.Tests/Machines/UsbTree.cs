namespace Passthrough.Tests.Machines;

/// <summary>USB below the folders of a scratch machine, laid out as the kernel does.</summary>
internal static class UsbTree
{
    /// <summary>A root hub with its interface; the parent is the controller's folder below <c>/sys</c>.</summary>
    public static ScratchMachine UsbBus(this ScratchMachine machine, string parent, int bus, string speed, int ports)
    {
        var hub = $"/sys/{parent}/usb{bus}";
        machine.File($"{hub}/idVendor", "1d6b\n").File($"{hub}/idProduct", "0002\n").File($"{hub}/speed", speed + "\n").File($"{hub}/maxchild", $"{ports}\n").File($"{hub}/serial", "0000:00:14.0\n");
        machine.File($"{hub}/{bus}-0:1.0/bInterfaceNumber", "00\n").File($"{hub}/{bus}-0:1.0/bInterfaceClass", "09\n");
        return machine.Link($"/sys/bus/usb/devices/usb{bus}", $"../../../{parent}/usb{bus}").Link($"/sys/bus/usb/devices/{bus}-0:1.0", $"../../../{parent}/usb{bus}/{bus}-0:1.0");
    }

    /// <summary>A port; the place is the folder of the hub's interface below <c>/sys</c>.</summary>
    public static ScratchMachine UsbPort(this ScratchMachine machine, string place, string port, string connectType, string? peer = null, string location = "0x00000000")
    {
        var folder = $"/sys/{place}/{port}";
        machine.File($"{folder}/connect_type", connectType + "\n").File($"{folder}/location", location + "\n").File($"{folder}/over_current_count", "0\n");
        return peer is null ? machine : machine.Link($"{folder}/peer", $"../../somewhere/{peer}");
    }

    /// <summary>A device with interfaces written as <c>030101 usbhid</c>; the place is its folder below <c>/sys</c>.</summary>
    public static ScratchMachine UsbDevice(this ScratchMachine machine, string place, string ids, string speed, string? product, int ports, params string[] interfaces)
    {
        var name = place[(place.LastIndexOf('/') + 1)..];
        var folder = $"/sys/{place}";
        machine.File($"{folder}/idVendor", ids[..4] + "\n").File($"{folder}/idProduct", ids[5..] + "\n").File($"{folder}/speed", speed + "\n").File($"{folder}/maxchild", $"{ports}\n")
            .File($"{folder}/devnum", $"{name.Length}\n").File($"{folder}/serial", "SERIAL-OF-A-PERSON\n").File($"{folder}/bDeviceClass", "00\n").Link($"/sys/bus/usb/devices/{name}", $"../../../{place}");
        _ = product is null ? machine : machine.File($"{folder}/product", product + "\n");
        for (var index = 0; index < interfaces.Length; index++)
        {
            var part = $"{folder}/{name}:1.{index}";
            var code = interfaces[index];
            machine.File($"{part}/bInterfaceNumber", $"{index:x2}\n").File($"{part}/bInterfaceClass", code[..2] + "\n").File($"{part}/bInterfaceSubClass", code[2..4] + "\n").File($"{part}/bInterfaceProtocol", code[4..6] + "\n")
                .Link($"/sys/bus/usb/devices/{name}:1.{index}", $"../../../{place}/{name}:1.{index}");
            _ = code.Length > 7 ? machine.Link($"{part}/driver", $"../../../../bus/usb/drivers/{code[7..]}") : machine;
        }

        return machine;
    }

    /// <summary>A board with two controllers: keyboard, mouse and a USB 3 hub with a stick on the first, a headset on the second.</summary>
    public static ScratchMachine WithUsb(this ScratchMachine machine, int? group = null)
    {
        const string First = "devices/pci0000:00/0000:00:14.0";
        const string Second = "devices/pci0000:00/0000:00:1c.0/0000:02:00.0";
        return machine
            .Pci("0000:00:14.2", "8086:a36f", "050000", group: group)
            .Pci("0000:00:1c.0", "8086:a338", "060400", "pcieport", group is null ? null : 9)
            .Pci("0000:00:1c.0/0000:02:00.0", "1b21:2142", "0c0330", "xhci_hcd", group is null ? null : 10)
            .UsbBus(First, 1, "480", 4).UsbBus(First, 2, "5000", 2).UsbBus(Second, 3, "480", 2).UsbBus(Second, 4, "10000", 2)
            .UsbPort($"{First}/usb1/1-0:1.0", "usb1-port1", "hotplug", "usb2-port1").UsbPort($"{First}/usb1/1-0:1.0", "usb1-port2", "hotplug", "usb2-port2")
            .UsbPort($"{First}/usb1/1-0:1.0", "usb1-port3", "hardwired").UsbPort($"{First}/usb1/1-0:1.0", "usb1-port4", "not used")
            .UsbPort($"{First}/usb2/2-0:1.0", "usb2-port1", "hotplug", "usb1-port1").UsbPort($"{First}/usb2/2-0:1.0", "usb2-port2", "hotplug", "usb1-port2")
            .File($"/sys/{First}/usb1/1-0:1.0/usb1-port1/physical_location/panel", "back\n")
            .File($"/sys/{First}/usb1/1-0:1.0/usb1-port1/physical_location/vertical_position", "upper\n")
            .UsbPort($"{Second}/usb3/3-0:1.0", "usb3-port1", "unknown", location: "0x80000102").UsbPort($"{Second}/usb4/4-0:1.0", "usb4-port1", "unknown", location: "0x80000102")
            .UsbDevice($"{First}/usb1/1-1", "05e3:0610", "480", "USB2.1 Hub", 2, "090000 hub")
            .UsbDevice($"{First}/usb2/2-1", "05e3:0626", "5000", "USB3.1 Hub", 2, "090000 hub")
            .UsbPort($"{First}/usb1/1-1/1-1:1.0", "1-1-port1", "unknown", "2-1-port1").UsbPort($"{First}/usb1/1-1/1-1:1.0", "1-1-port2", "unknown", "2-1-port2")
            .UsbPort($"{First}/usb2/2-1/2-1:1.0", "2-1-port1", "unknown", "1-1-port1").UsbPort($"{First}/usb2/2-1/2-1:1.0", "2-1-port2", "unknown", "1-1-port2")
            .UsbDevice($"{First}/usb2/2-1/2-1.2", "0781:5583", "5000", "Ultra Fit", 0, "080650 usb-storage")
            .UsbDevice($"{First}/usb1/1-1/1-1.1", "04d9:0169", "12", "Gaming Keyboard", 0, "030101 usbhid", "030102 usbhid")
            .UsbDevice($"{First}/usb1/1-2", "046d:c08b", "12", "G502 Mouse", 0, "030102 usbhid", "030101 usbhid")
            .UsbDevice($"{First}/usb1/1-3", "8087:0aaa", "12", null, 0, "e00101 btusb", "e00101 btusb")
            .UsbDevice($"{Second}/usb3/3-1", "0951:16a4", "12", "HyperX Headset", 0, "010100 snd-usb-audio", "030000 usbhid")
            .File("/usr/share/misc/usb.ids", "046d  Logitech, Inc.\n8087  Intel Corp.\n\t0aaa  Bluetooth 9460/9560 Jefferson Peak (JfP)\n");
    }
}
