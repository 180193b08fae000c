using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Firmware;
using Passthrough.Host.Display;
using Passthrough.Host.Memory;
using Passthrough.Host.Pci;

namespace Passthrough.Tests.Guests;

public class GuestDesignerTests
{
    private static readonly UefiFirmware Uefi = new("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd", []);

    private static readonly Guid Id = TestGuests.Guest.Uuid;

    [Fact]
    public void The_whole_card_goes_whichever_function_was_named()
    {
        var guest = GuestDesigner.Design(new GuestRequest("win11", TestGuests.Audio), TestGuests.Host(), Uefi, Id);
        Assert.Equal(TestGuests.Gpu, guest.Gpu);
        Assert.Equal("0000:01:00.0 0000:01:00.1", string.Join(' ', guest.Devices.Select(device => device.Address)));
        Assert.Equal((4096, 4, TestGuests.Ovmf), (guest.MemoryMiB, guest.Vcpus, guest.Firmware));
    }

    [Fact]
    public void A_small_machine_keeps_half() =>
        Assert.Equal(1024, GuestDesigner.Design(new GuestRequest("a", TestGuests.Gpu), TestGuests.Host() with { Memory = new MemoryFacts(2 << 20, null, null, null, null) }, Uefi, Id).MemoryMiB);

    [Theory]
    [InlineData("../etc", 512, 1)]
    [InlineData("a", 63, 1)]
    [InlineData("a", 17 * 1024, 1)]
    [InlineData("a", 512, 0)]
    [InlineData("a", 512, 9)]
    public void A_value_out_of_bounds_is_refused(string name, int memory, int vcpus) =>
        Assert.Throws<InvalidInputException>(() => GuestDesigner.Design(new GuestRequest(name, TestGuests.Gpu) { MemoryMiB = memory, Vcpus = vcpus }, TestGuests.Host(), Uefi, Id));

    [Fact]
    public void What_is_no_card_is_refused()
    {
        var bridge = TestGuests.Device(PciAddress.Parse("0000:00:01.0"), "8086:1901", 0x060400, "pcieport");
        Assert.Throws<RefusedException>(() => GuestDesigner.Design(new GuestRequest("a", bridge.Address), TestGuests.Host(others: [bridge]), Uefi, Id));
        Assert.Throws<NotFoundException>(() => GuestDesigner.Design(new GuestRequest("a", bridge.Address), TestGuests.Host(), Uefi, Id));
    }

    [Fact]
    public void The_boot_card_stays_with_the_host()
    {
        var host = TestGuests.Host();
        var boot = host with { Display = new DisplayFacts([host.Display.Cards[0] with { IsBoot = true }], 0) };
        Assert.Throws<RefusedException>(() => GuestDesigner.Design(new GuestRequest("a", TestGuests.Gpu), boot, Uefi, Id));
    }

    [Fact]
    public void Without_firmware_for_uefi_the_package_is_named_and_bios_still_works()
    {
        var exception = Assert.Throws<RefusedException>(() => GuestDesigner.Design(new GuestRequest("a", TestGuests.Gpu), TestGuests.Host(), null, Id));
        Assert.Contains("ovmf", exception.NextStep, StringComparison.Ordinal);
        var guest = GuestDesigner.Design(new GuestRequest("a", TestGuests.Gpu) { Firmware = GuestFirmwareKind.Bios }, TestGuests.Host(), null, Id);
        Assert.Equal(GuestFirmware.Bios, guest.Firmware);
    }
}
