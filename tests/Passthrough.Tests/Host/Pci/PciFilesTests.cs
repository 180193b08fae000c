using Passthrough.Host.Pci;
using Passthrough.Host.Pci.Config;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Pci;

public class PciFilesTests
{
    private const string Card = "/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0";

    [Theory]
    [InlineData("16.0 GT/s PCIe", "16", 16.0, 16)]
    [InlineData("8 GT/s", "4", 8.0, 4)]
    [InlineData("2.5 GT/s PCIe", "1", 2.5, 1)]
    public void Links_are_read_as_old_and_new_kernels_write_them(string speed, string width, double gigatransfers, int lanes) =>
        Assert.Equal(new PciLinkState(gigatransfers, lanes), PciLinkFiles.Parse(speed, width));

    [Theory]
    [InlineData("Unknown", "0")]
    [InlineData("Unknown", "255")]
    [InlineData(null, null)]
    public void A_function_without_a_link_has_none(string? speed, string? width) => Assert.Null(PciLinkFiles.Parse(speed, width));

    [Theory]
    [InlineData("0000:01:00", "0000:01:00.0", true)]
    [InlineData("0000:01:00", "0000:01:01.0", false)]
    [InlineData("0000:01", "0000:01:05.3", true)]
    [InlineData("0000:01:ff", "0000:01:05.3", true)]
    [InlineData("10000:e1:00", "10000:e1:00.0", true)]
    public void A_slot_holds_what_its_address_says(string slot, string address, bool isHeld) =>
        Assert.Equal(isHeld, PciSlot.Parse("1", slot)!.Holds(PciAddress.Parse(address)));

    [Theory]
    [InlineData("")]
    [InlineData("0000:01:40")]
    [InlineData("x")]
    public void A_slot_without_a_place_is_none(string address) => Assert.Null(PciSlot.Parse("1", address));

    [Fact]
    public void A_card_tells_its_link_slot_sizes_sleep_and_rom()
    {
        using var machine = CardInSlot().File($"{Card}/power_state", "D0\n");
        var card = PciReader.Read(new MachineReader(machine.Roots)).Find(PciAddress.Parse("01:00.0"))!;
        Assert.Equal(new PciLinkState(16, 16), card.MaxLink);
        Assert.Equal(new PciLinkState(2.5, 8), card.CurrentLink);
        Assert.Equal("3", card.PhysicalSlot);
        Assert.False(card.D3ColdAllowed);
        Assert.True(card.HasOptionRom);
        Assert.Equal((0, 256UL << 20), (Assert.Single(card.ResizableBars).Index, card.ResizableBars[0].CurrentSize));
        Assert.Equal([256UL << 20, 512UL << 20, 1UL << 30, 1UL << 31, 1UL << 32], card.ResizableBars[0].PossibleSizes);
        Assert.Equal(PciHeaderKind.Endpoint, card.Config!.Header);
    }

    [Fact]
    public void A_card_that_is_switched_off_is_not_woken()
    {
        using var machine = CardInSlot().File($"{Card}/power_state", "D3cold\n");
        var card = PciReader.Read(new MachineReader(machine.Roots)).Find(PciAddress.Parse("01:00.0"))!;
        Assert.Null(card.Config);
        Assert.Null(card.CurrentLink);
        Assert.Empty(card.ResizableBars);
        Assert.Equal("3", card.PhysicalSlot);
    }

    [Fact]
    public void A_bridge_names_the_bus_below_it()
    {
        using var machine = CardInSlot();
        Assert.Equal((byte)1, PciReader.Read(new MachineReader(machine.Roots)).Find(PciAddress.Parse("00:01.0"))!.SecondaryBus);
    }

    [Fact]
    public void Config_space_of_devices_is_left_alone_when_only_bridges_are_asked_about()
    {
        using var machine = CardInSlot();
        var pci = PciReader.Read(new MachineReader(machine.Roots), PciReadScope.ConfigOfBridges);
        Assert.Null(pci.Find(PciAddress.Parse("01:00.0"))!.Config);
    }

    [Theory]
    [InlineData("vga", 0x030000u, true)]
    [InlineData("vga", 0x030200u, false)]
    [InlineData("GPU", 0x038000u, true)]
    [InlineData("audio", 0x040300u, true)]
    [InlineData("nvme", 0x010802u, true)]
    [InlineData("usb", 0x0c0330u, true)]
    [InlineData("network", 0x028000u, true)]
    [InlineData("03", 0x030000u, true)]
    [InlineData("0C03", 0x0c0330u, true)]
    [InlineData("0c0330", 0x0c0320u, false)]
    public void Classes_are_chosen_by_word_or_by_digits(string text, uint code, bool isChosen) =>
        Assert.Equal(isChosen, PciClassFilter.Parse(text)!.Includes(new PciClass(code)));

    [Theory]
    [InlineData("screen")]
    [InlineData("3")]
    [InlineData("")]
    public void Other_words_choose_no_class(string text) => Assert.Null(PciClassFilter.Parse(text));

    [Fact]
    public void Functions_are_found_in_any_domain()
    {
        using var machine = new ScratchMachine()
            .Pci("0000:00:01.0", "8086:1901", "060400")
            .Pci("10000:e0:06.0", "8086:4c09", "060400", rootBus: "devices/pci0000:00/0000:00:0e.0/pci10000:e0");
        var pci = PciReader.Read(new MachineReader(machine.Roots));
        Assert.All(pci.Devices, device => Assert.Same(device, pci.Find(device.Address)));
        Assert.Null(pci.Find(PciAddress.Parse("0000:00:02.0")));
    }

    private static ScratchMachine CardInSlot() => new ScratchMachine()
        .Pci("0000:00:01.0", "8086:1901", "060400", "pcieport")
        .File("/sys/devices/pci0000:00/0000:00:01.0/secondary_bus_number", "1\n")
        .Pci("0000:00:01.0/0000:01:00.0", "1002:73bf", "030000", "amdgpu")
        .File("/sys/bus/pci/slots/3/address", "0000:01:00\n")
        .File($"{Card}/max_link_speed", "16.0 GT/s PCIe\n").File($"{Card}/max_link_width", "16\n")
        .File($"{Card}/current_link_speed", "2.5 GT/s PCIe\n").File($"{Card}/current_link_width", "8\n")
        .File($"{Card}/d3cold_allowed", "0\n")
        .File($"{Card}/rom")
        .File($"{Card}/resource", "0x0000000080000000 0x000000008fffffff 0x000000000014220c\n")
        .File($"{Card}/resource0_resize", "0000000000001f00\n")
        .Bytes($"{Card}/config", [0x02, 0x10, 0xbf, 0x73, .. new byte[60]]);
}
