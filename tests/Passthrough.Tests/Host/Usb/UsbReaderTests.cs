using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Host.Usb;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Usb;

public class UsbReaderTests
{
    private const string Keys = "B: KEY=1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\n";

    [Fact]
    public void Both_root_hubs_of_one_controller_are_its_buses()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb();
        var usb = HostReader.Read(machine.Roots).Usb;
        Assert.Equal(["0000:00:14.0: 1 2", "0000:02:00.0: 3 4"], usb.Controllers.Select(controller => $"{controller.Address}: {string.Join(' ', controller.Buses.Select(bus => bus.Number))}"));
        Assert.Equal("xhci_hcd", usb.Controllers[0].Driver);
    }

    [Fact]
    public void Serial_numbers_are_nowhere_in_the_facts()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb();
        Assert.DoesNotContain("SERIAL-OF-A-PERSON", HostFactsJson.Write(HostReader.Read(machine.Roots)));
    }

    [Fact]
    public void A_device_is_known_by_what_its_interfaces_do()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb();
        Assert.Equal(
            ["1-1 Hub", "1-1.1 Keyboard Mouse", "1-2 Keyboard Mouse", "1-3 Bluetooth", "2-1 Hub", "2-1.2 Storage", "3-1 OtherInput Audio"],
            HostReader.Read(machine.Roots).Usb.Devices.Select(device => $"{device.Name} {string.Join(' ', device.Uses)}"));
    }

    [Fact]
    public void Ports_of_two_speeds_behind_one_socket_are_tied_together_also_below_a_hub()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb();
        var usb = HostReader.Read(machine.Roots).Usb;
        var sockets = UsbSockets.Of(usb, ["usb1", "usb2"]);
        Assert.Equal(["usb1-port1+usb2-port1", "usb1-port2+usb2-port2", "usb1-port3", "usb1-port4"], sockets.Select(Name));
        Assert.Equal(["1-1", "2-1"], sockets[0].Devices.Select(device => device.Name));
        Assert.Equal(["1-1-port1+2-1-port1", "1-1-port2+2-1-port2"], sockets[0].Sockets.Select(Name));
        Assert.Equal(new UsbPortPlace("back", "upper", null, false, false), sockets[0].Ports[0].Place);
        Assert.True(sockets[3].IsUnwired);
    }

    [Fact]
    public void Where_the_kernel_names_no_peer_the_firmwares_location_ties_ports_together()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb();
        Assert.Equal(["usb3-port1+usb4-port1", "usb3-port2", "usb4-port2"], UsbSockets.Of(HostReader.Read(machine.Roots).Usb, ["usb3", "usb4"]).Select(Name));
    }

    [Fact]
    public void The_controller_of_the_last_keyboard_and_mouse_is_known_from_descriptors_alone()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb();
        var usb = HostReader.Read(machine.Roots).Usb;
        Assert.Equal(PciAddress.Parse("0000:00:14.0"), usb.ControllerOfAllKeyboards);
        Assert.Equal(PciAddress.Parse("0000:00:14.0"), usb.ControllerOfAllMice);
        Assert.Equal(["1-1.1 keys", "1-2 points"], usb.Inputs.Select(Sure));
    }

    [Fact]
    public void A_built_in_keyboard_on_ps2_means_that_no_usb_controller_has_the_last()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb().File("/proc/bus/input/devices", Input("0011", "AT Translated Set 2 keyboard", "/devices/platform/i8042/serio0/input/input3", "sysrq kbd event3 leds", Keys)
            + Input("0003", "Gaming Keyboard", "/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.1/1-1.1:1.0/0003:04D9:0169.0001/input/input4", "sysrq kbd event4", Keys)
            + Input("0003", "G502 Mouse", "/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/0003:046D:C08B.0003/input/input5", "mouse0 event5", "B: KEY=ffff0000 0 0 0 0\n"));
        var usb = HostReader.Read(machine.Roots).Usb;
        Assert.Null(usb.ControllerOfAllKeyboards);
        Assert.Equal(PciAddress.Parse("0000:00:14.0"), usb.ControllerOfAllMice);
    }

    [Fact]
    public void A_gaming_mouse_with_macro_keys_does_not_count_as_another_keyboard()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb()
            .UsbDevice("devices/pci0000:00/0000:00:1c.0/0000:02:00.0/usb3/3-2", "1532:0084", "12", "DeathAdder", 0, "030102 usbhid", "030101 usbhid");
        var usb = HostReader.Read(machine.Roots).Usb;
        Assert.Equal(PciAddress.Parse("0000:00:14.0"), usb.ControllerOfAllKeyboards);
        Assert.Null(usb.ControllerOfAllMice);
    }

    [Fact]
    public void What_is_paired_with_a_receiver_counts_for_itself()
    {
        const string Receiver = "/devices/pci0000:00/0000:00:1c.0/0000:02:00.0/usb3/3-2/3-2:1.2/0003:046D:C52B.0006";
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb()
            .UsbDevice("devices/pci0000:00/0000:00:1c.0/0000:02:00.0/usb3/3-2", "046d:c52b", "12", "USB Receiver", 0, "030101 usbhid", "030102 usbhid", "030000 usbhid")
            .File("/proc/bus/input/devices", Input("0003", "Logitech MX Master", $"{Receiver}/0003:046D:4041.0007/input/input8", "mouse1 event8", "B: KEY=ffff0000 0 0 0 0\n")
                + Input("0003", "Gaming Keyboard", "/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.1/1-1.1:1.0/0003:04D9:0169.0001/input/input4", "sysrq kbd event4", Keys)
                + Input("0003", "G502 Mouse", "/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/0003:046D:C08B.0003/input/input5", "mouse0 event5", "B: KEY=ffff0000 0 0 0 0\n"));
        var usb = HostReader.Read(machine.Roots).Usb;
        Assert.Null(usb.ControllerOfAllMice);
        Assert.Equal(["1-1.1 keys", "1-2 points", "3-2 points"], usb.Inputs.Select(Sure));
    }

    [Fact]
    public void A_bluetooth_keyboard_hangs_on_the_adapter_that_hears_it_and_programs_make_none()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithUsb()
            .File("/proc/bus/input/devices", Input("0005", "Keyboard K380", "/devices/virtual/misc/uhid/0005:046D:B342.0009/input/input30", "sysrq kbd event9", Keys)
                + Input("0003", "keyd virtual keyboard", "/devices/virtual/input/input31", "sysrq kbd event10", Keys));
        var keyboard = Assert.Single(HostReader.Read(machine.Roots).Usb.Inputs, input => input.IsSureKeyboard);
        Assert.Equal(("1-3", true, PciAddress.Parse("0000:00:14.0")), (keyboard.UsbDevice, keyboard.IsBluetooth, keyboard.Controller));
    }

    [Fact]
    public void A_controller_that_vfio_has_is_shown_without_ports()
    {
        using var machine = Desktop.Intel().Pci("0000:00:14.0", "8086:a36d", "0c0330", "vfio-pci").Pci("0000:00:0d.0", "8086:9a1b", "0c0340");
        var controller = Assert.Single(HostReader.Read(machine.Roots).Usb.Controllers);
        Assert.Equal(("0000:00:14.0", "vfio-pci"), (controller.Name, controller.Driver));
        Assert.Empty(controller.Buses);
    }

    [Fact]
    public void Old_controllers_of_two_speeds_name_each_other_as_companions()
    {
        using var machine = Desktop.Intel().Pci("0000:00:1d.0", "8086:2934", "0c0300", "uhci_hcd").Pci("0000:00:1d.1", "8086:2935", "0c0300", "uhci_hcd").Pci("0000:00:1d.7", "8086:293a", "0c0320", "ehci-pci");
        Assert.Equal(
            ["0000:00:1d.0: 0000:00:1d.7", "0000:00:1d.1: 0000:00:1d.7", "0000:00:1d.7: 0000:00:1d.0 0000:00:1d.1"],
            HostReader.Read(machine.Roots).Usb.Controllers.Select(controller => $"{controller.Address}: {string.Join(' ', controller.Companions)}"));
    }

    [Fact]
    public void A_controller_that_is_not_on_pci_has_no_address()
    {
        using var machine = Desktop.Intel().UsbBus("devices/platform/vhci_hcd.0", 5, "480", 8);
        var controller = Assert.Single(HostReader.Read(machine.Roots).Usb.Controllers);
        Assert.Equal(("vhci_hcd.0", null), (controller.Name, controller.Address));
    }

    [Theory]
    [InlineData("1-4.2:1.0", "1-4.2")]
    [InlineData("1-0:1.0", "usb1")]
    [InlineData("12-10:2.15", "12-10")]
    [InlineData("usb1", null)]
    [InlineData("1-4.2", null)]
    [InlineData("0000:00:14.0", null)]
    [InlineData("hci0:256", null)]
    public void An_interface_names_its_device(string name, string? device) => Assert.Equal(device, UsbNames.DeviceOfInterface(name));

    [Theory]
    [InlineData("1-4.2", "1-4-port2")]
    [InlineData("1-4", "usb1-port4")]
    [InlineData("10-1.12.3", "10-1.12-port3")]
    [InlineData("usb1", null)]
    [InlineData("1-0", null)]
    [InlineData("1-4.", null)]
    [InlineData("event3", null)]
    public void A_device_names_its_port(string device, string? port) => Assert.Equal(port, UsbNames.PortOf(device));

    [Fact]
    public void Names_are_ordered_by_their_numbers() =>
        Assert.Equal(["1-2", "1-2.1", "1-2.10", "1-9", "1-10", "2-1"], new[] { "2-1", "1-10", "1-2.10", "1-9", "1-2.1", "1-2" }.Order(Comparer<string>.Create(UsbNames.Compare)));

    private static string Name(UsbSocket socket) => string.Join('+', socket.Ports.Select(port => port.Name));

    private static string Sure(HumanInput input) => $"{input.UsbDevice}{(input.IsSureKeyboard ? " keys" : "")}{(input.IsSureMouse ? " points" : "")}";

    private static string Input(string bus, string name, string path, string handlers, string bits) =>
        $"I: Bus={bus} Vendor=046d Product=c52b Version=0111\nN: Name=\"{name}\"\nP: Phys=usb-0000:00:14.0-1/input0\nS: Sysfs={path}\nU: Uniq=SERIAL-OF-A-PERSON\nH: Handlers={handlers} \nB: PROP=0\nB: EV=120013\n{bits}\n";
}
