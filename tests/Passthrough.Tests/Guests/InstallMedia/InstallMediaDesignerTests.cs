using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.InstallMedia;
using Passthrough.Guests.Network;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Host.Usb;

namespace Passthrough.Tests.Guests.InstallMedia;

public class InstallMediaDesignerTests
{
    private static readonly GuestDescription Windows = TestGuests.Described with { Os = GuestOs.Windows11 };

    [Fact]
    public void The_drivers_are_those_of_the_guests_devices()
    {
        var design = Design(Windows);
        Assert.Equal(["viostor", "NetKVM"], Names(design, driver => driver.IsForSetup));
        Assert.Equal(["viostor", "NetKVM", "vioserial", "Balloon"], Names(design, driver => driver.IsNeeded));
        Assert.Equal(WindowsVersion.Windows11, design.Request.Windows);
        Assert.Equal(["1002:5159", "8086:293e"], design.Request.Devices.Select(device => device.Ids));
    }

    [Fact]
    public void Another_bus_takes_another_driver_and_hardware_of_old_takes_none()
    {
        Assert.Equal(["vioscsi", "NetKVM"], Names(Design(Windows with { Disks = [new DiskDescription("/d.qcow2") { Bus = GuestDiskBus.Scsi }] }), driver => driver.IsForSetup));
        var old = Windows with { Disks = [new DiskDescription("/d.qcow2") { Bus = GuestDiskBus.Sata }], Networks = [new NetworkDescription(GuestNetworkKind.Nat, null) { Model = GuestNetworkModel.E1000e }] };
        Assert.Empty(Names(Design(old), driver => driver.IsForSetup));
    }

    [Fact]
    public void The_only_disk_is_laid_out_without_asking()
    {
        var design = Design(Windows);
        Assert.Null(design.ReasonToAsk);
        Assert.True(design.Request.Answers.LaysOutDisk);
    }

    [Fact]
    public void Setup_asks_whenever_the_disk_is_not_certain()
    {
        DiskDescription disk = new("/d.qcow2");
        Assert.Equal("the guest has 2 disks, and which one Windows numbers first is not known", Reason(Windows with { Disks = [disk, disk with { Path = "/e.qcow2" }] }));
        Assert.Equal("the guest has no disk", Reason(Windows with { Disks = [] }));
        Assert.Equal("the guest may not write its only disk", Reason(Windows with { Disks = [disk with { IsReadOnly = true }] }));
        Assert.StartsWith("the guest starts from a BIOS", Reason(Windows with { Os = GuestOs.Windows, Firmware = new FirmwareDescription { Kind = GuestFirmwareKind.Bios } }), StringComparison.Ordinal);
        Assert.Equal("0000:03:00.0 may bring disks of its own", Reason(Windows with { Pci = [new DeviceDescription(PciAddress.Parse("0000:03:00.0"), null)] }));
        Assert.Equal("0000:04:00.0 may bring disks of its own", Reason(Windows with { Pci = [new DeviceDescription(PciAddress.Parse("0000:04:00.0"), null)] }));
        Assert.Equal("the USB device 0781:5581 may be a disk", Reason(Windows with { Usb = [PassedUsb.Parse("0781:5581")!] }));
    }

    [Fact]
    public void A_USB_device_that_is_known_to_be_no_disk_changes_nothing()
    {
        var host = TestGuests.Host();
        var keyboard = host.Usb.Devices[0] with { Interfaces = [new UsbInterface("1-4.2:1.0", 0, 3, 1, 1, "usbhid")] };
        var guest = Windows with { Usb = [PassedUsb.Parse("1-4.2")!] };
        Assert.Null(Design(guest, host with { Usb = host.Usb with { Devices = [keyboard] } }).ReasonToAsk);
    }

    [Theory]
    [InlineData(GuestOs.Linux)]
    [InlineData(GuestOs.Other)]
    public void Another_system_than_Windows_needs_a_word(GuestOs os)
    {
        Assert.Throws<InvalidInputException>(() => Design(Windows with { Os = os }));
        Assert.Equal(WindowsVersion.Server2022, Design(Windows with { Os = os }, version: WindowsVersion.Server2022).Request.Windows);
    }

    private static string? Reason(GuestDescription guest) => Design(guest).ReasonToAsk;

    private static ImmutableArray<string> Names(InstallMediaDesign design, Func<GuestDriver, bool> isMeant) => [.. design.Request.Drivers.Where(isMeant).Select(driver => driver.Name)];

    private static InstallMediaDesign Design(GuestDescription guest, HostFacts? host = null, WindowsVersion? version = null) => InstallMediaDesigner.Design(
        TestGuests.Design(guest with { Stage = GuestStage.Installation }, host).Guest,
        TestGuests.Design(guest with { Stage = GuestStage.Passthrough }, host).Guest,
        host ?? TestGuests.Host(),
        "/v.iso",
        "/o.iso",
        version,
        new UnattendedAnswers("pc"));
}
