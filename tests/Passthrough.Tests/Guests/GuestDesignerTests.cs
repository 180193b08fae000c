using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Display;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Sharing;
using Passthrough.Host.Display;
using Passthrough.Host.Firmware;
using Passthrough.Host.Memory;
using Passthrough.Host.Pci;

namespace Passthrough.Tests.Guests;

public class GuestDesignerTests
{
    [Theory]
    [InlineData(false, false, "its package is 'ddcutil'")]
    [InlineData(true, false, "sudo modprobe i2c-dev")]
    public void What_monitors_need_and_is_not_there_is_told_with_its_package(bool hasDdcutil, bool hasDevices, string warning)
    {
        var host = TestGuests.Host() with { Virtualization = TestGuests.Host().Virtualization with { HasDdcutil = hasDdcutil, HasI2cDevices = hasDevices } };
        var design = TestGuests.Design(TestGuests.Described with { Monitors = [new MonitorInput(null, null, 4, 0x11, null)] }, host);
        Assert.Contains(design.Warnings, told => told.Contains(warning, StringComparison.Ordinal));
        Assert.DoesNotContain(TestGuests.Design(TestGuests.Described, host).Warnings, told => told.Contains("monitors", StringComparison.Ordinal));
    }

    [Fact]
    public void The_whole_card_goes_whichever_function_was_named()
    {
        var guest = TestGuests.Design(TestGuests.Described with { Gpu = new DeviceDescription(TestGuests.Audio, null) }).Guest;
        Assert.Equal(TestGuests.Gpu, guest.Gpu);
        Assert.Equal("0000:01:00.0 0000:01:00.1", string.Join(' ', guest.Owned.Select(device => device.Address)));
        Assert.Equal((4096, 4, TestGuests.Ovmf), (guest.Memory.SizeMiB, guest.Cpu.Topology.Vcpus, guest.Firmware));
    }

    [Theory]
    [InlineData(2, 1024)]
    [InlineData(1, 512)]
    [InlineData(24, 12 * 1024)]
    [InlineData(128, 16 * 1024)]
    public void Memory_that_is_not_named_is_half_of_the_machines_up_to_a_bound(long gib, int mib) =>
        Assert.Equal(mib, TestGuests.Design(TestGuests.Described with { Memory = new MemoryDescription() }, TestGuests.Host() with { Memory = new MemoryFacts(gib << 20, null, null, null, null) }).Guest.Memory.SizeMiB);

    [Theory]
    [InlineData(64 * 1024, 1)]
    [InlineData(512, 9)]
    public void More_than_the_machine_has_is_refused(int memory, int vcpus) =>
        Assert.Throws<InvalidInputException>(() => TestGuests.Design(TestGuests.Described with { Memory = new MemoryDescription { SizeMiB = memory }, Cpu = new CpuDescription { Vcpus = vcpus } }));

    [Fact]
    public void What_is_no_card_is_refused()
    {
        var bridge = TestGuests.Device(PciAddress.Parse("0000:00:01.0"), "8086:1901", 0x060400, "pcieport");
        var wanted = TestGuests.Described with { Gpu = new DeviceDescription(bridge.Address, null) };
        Assert.Throws<RefusedException>(() => TestGuests.Design(wanted, TestGuests.Host(others: [bridge])));
        Assert.Throws<NotFoundException>(() => TestGuests.Design(wanted));
    }

    [Fact]
    public void The_boot_card_stays_with_the_host()
    {
        var host = TestGuests.Host();
        var boot = host with { Display = new DisplayFacts([host.Display.Cards[0] with { IsBoot = true }], 0) };
        Assert.Throws<RefusedException>(() => TestGuests.Design(TestGuests.Described, boot));

        var single = TestGuests.Design(TestGuests.Described with { Gpu = TestGuests.Described.Gpu! with { TakesScreen = true } }, boot);
        Assert.True(single.Guest.TakesScreen);
        Assert.Contains(single.Warnings, warning => warning.Contains("ends the desktop", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_done_to_the_guests_own_cpus_needs_such_ones()
    {
        Assert.Throws<InvalidInputException>(() => TestGuests.Design(TestGuests.Described with { Cpu = new CpuDescription { Vcpus = 2, IsIsolated = true } }));
        Assert.Throws<InvalidInputException>(() => TestGuests.Design(TestGuests.Described with { Cpu = new CpuDescription { Vcpus = 2, Governor = "performance" } }));
        Assert.False(TestGuests.Design(TestGuests.Described with { Cpu = new CpuDescription { Vcpus = 2 } }).Guest.Cpu.IsIsolated);
    }

    [Fact]
    public void Another_card_at_the_address_is_refused_and_the_new_address_is_offered()
    {
        var moved = TestGuests.Device(PciAddress.Parse("0000:02:00.0"), "1002:5159/1af4:1100", 0x030000, "radeon");
        var host = TestGuests.Host(others: [moved]);
        var swapped = host with { Pci = new PciFacts([TestGuests.Device(TestGuests.Gpu, "10de:1b80/1af4:1100", 0x030000, "vfio-pci"), .. host.Pci.Devices.Skip(1)]) };
        var exception = Assert.Throws<RefusedException>(() => TestGuests.Design(TestGuests.Described, swapped));
        Assert.Contains("there is 10de:1b80/1af4:1100", exception.Message, StringComparison.Ordinal);
        Assert.Contains("it is now at 0000:02:00.0", exception.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_that_is_gone_is_named()
    {
        var host = TestGuests.Host();
        var exception = Assert.Throws<RefusedException>(() => TestGuests.Design(TestGuests.Described, host with { Pci = new PciFacts([.. host.Pci.Devices.Skip(1)]) }));
        Assert.Contains("there is nothing", exception.Message, StringComparison.Ordinal);
        Assert.Contains("plugged in", exception.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_of_another_maker_is_another_card()
    {
        var host = TestGuests.Host();
        var other = host with { Pci = new PciFacts([TestGuests.Device(TestGuests.Gpu, "1002:5159/1043:0001", 0x030000, "vfio-pci"), .. host.Pci.Devices.Skip(1)]) };
        Assert.Contains("no function of this machine", Assert.Throws<RefusedException>(() => TestGuests.Design(TestGuests.Described, other)).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_firmware_for_uefi_the_package_is_named_and_bios_still_works()
    {
        var host = TestGuests.Host() with { Firmware = FirmwareFacts.None };
        Assert.Contains("ovmf", Assert.Throws<RefusedException>(() => TestGuests.Design(TestGuests.Described, host)).NextStep, StringComparison.Ordinal);
        Assert.Equal(GuestFirmware.Bios, TestGuests.Design(TestGuests.Described with { Firmware = new FirmwareDescription { Kind = GuestFirmwareKind.Bios } }, host).Guest.Firmware);
    }

    [Fact]
    public void The_same_description_gives_the_same_guest_and_another_machine_another_identity()
    {
        var wanted = TestGuests.Described with { Uuid = null };
        var guest = Passthrough.Guests.Design.GuestDesigner.Design(wanted, TestGuests.Host(), "one").Guest;
        Assert.Equal(guest.Uuid, Passthrough.Guests.Design.GuestDesigner.Design(wanted, TestGuests.Host(), "one").Guest.Uuid);
        Assert.NotEqual(guest.Uuid, Passthrough.Guests.Design.GuestDesigner.Design(wanted, TestGuests.Host(), "two").Guest.Uuid);
        Assert.Equal("52:54:00", guest.Networks[0].Mac[..8]);
    }

    [Theory]
    [InlineData("10.10.0", GuestRuntime.Libvirt, true)]
    [InlineData("11.0.0", GuestRuntime.Libvirt, false)]
    [InlineData(null, GuestRuntime.Libvirt, false)]
    [InlineData("9.0.0", GuestRuntime.Qemu, false)]
    public void A_folder_that_libvirt_would_let_the_guest_write_is_refused(string? libvirt, GuestRuntime runtime, bool isRefused)
    {
        var host = TestGuests.Host();
        var wanted = TestGuests.Described with { Runtime = runtime, Shares = [new SharedFolder("/srv/a", "a", IsReadOnly: false), new SharedFolder("/srv/b", "b", IsReadOnly: true)] };
        var refusal = Record.Exception(() => TestGuests.Design(wanted, host with { Virtualization = host.Virtualization with { LibvirtVersion = libvirt } })) as RefusedException;
        Assert.Equal(isRefused, refusal?.Message.StartsWith("shares[1].read-only: libvirt 11.0 is the first", StringComparison.Ordinal) == true);
    }
}
