using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Readiness;

public class SlotAdviceTests
{
    [Fact]
    public void A_port_with_a_group_apart_from_what_is_below_it_keeps_devices_apart()
    {
        using var machine = Board().Pci("0000:00:1d.0", "8086:a298", "060400", "pcieport", 9).Pci("0000:00:1d.0/0000:04:00.0", "144d:a808", "010802", "nvme", 12);
        Assert.Equal("0000:00:1d.0 Clean", Words(machine)[0]);
    }

    [Fact]
    public void A_free_port_alone_in_its_group_is_clean()
    {
        using var machine = Board().Pci("0000:00:1b.0", "8086:a2e7", "060400", "pcieport", 8);
        Assert.Equal("0000:00:1b.0 Clean", Words(machine)[0]);
    }

    [Fact]
    public void The_cards_own_port_and_its_sibling_share_the_group()
    {
        using var machine = Board();
        var choices = Choices(machine);
        Assert.All(choices, choice => Assert.Equal(SlotVerdict.Shared, choice.Verdict));
        Assert.Equal("0000:00:01.0", choices.Single(choice => choice.IsCurrent).Port.ToString());
        Assert.Equal(["0000:02:00.0"], choices.Single(choice => choice.IsCurrent).SharedWith.Select(address => address.ToString()));
    }

    [Fact]
    public void A_free_port_in_a_group_with_devices_elsewhere_is_shared()
    {
        using var machine = Board().Pci("0000:00:01.2", "8086:1909", "060400", "pcieport", 1);
        Assert.Equal(SlotVerdict.Shared, Choices(machine).Single(choice => choice.Port == PciAddress.Parse("00:01.2")).Verdict);
    }

    [Fact]
    public void The_ports_of_a_switch_count_but_not_the_one_that_looks_to_the_root_nor_a_bridge_to_pci()
    {
        using var machine = Board()
            .Pci("0000:00:1c.0", "8086:a290", "060400", "pcieport", 20)
            .Pci("0000:00:1c.0/0000:05:00.0", "1b21:1184", "060400", "pcieport", 20)
            .Pci("0000:00:1c.0/0000:05:00.0/0000:06:01.0", "1b21:1184", "060400", "pcieport", 20)
            .Pci("0000:00:1c.0/0000:05:00.0/0000:06:03.0", "1b21:1184", "060400", "pcieport", 20)
            .Pci("0000:00:1c.0/0000:05:00.0/0000:06:03.0/0000:08:00.0", "8086:1539", "020000", "igb", 20)
            .Pci("0000:00:1e.0", "8086:244e", "060401", null, 21);
        var choices = Choices(machine).ToDictionary(choice => choice.Port.ToString(), choice => choice.Verdict, StringComparer.Ordinal);
        Assert.Equal(["0000:00:01.0", "0000:00:01.1", "0000:00:1c.0", "0000:06:01.0", "0000:06:03.0"], choices.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(SlotVerdict.Shared, choices["0000:06:01.0"]);
        Assert.Equal(SlotVerdict.Clean, choices["0000:06:03.0"]);
    }

    [Fact]
    public void A_switch_on_the_card_is_no_slot_of_the_board()
    {
        using var machine = Desktop.Intel()
            .Pci("0000:00:01.0", "8086:460d", "060400", "pcieport", 1)
            .Pci("0000:00:01.0/0000:01:00.0", "8086:4fa1", "060400", "pcieport", 2)
            .Pci("0000:00:01.0/0000:01:00.0/0000:02:01.0", "8086:4fa4", "060400", "pcieport", 3)
            .Pci("0000:00:01.0/0000:01:00.0/0000:02:01.0/0000:03:00.0", "8086:56a0", "030000", "i915", 4);
        var facts = HostReader.Read(machine.Roots);
        Assert.Equal(["0000:00:01.0"], SlotAdvice.For(facts, facts.Display.Cards[0]).Select(choice => choice.Port.ToString()));
    }

    [Fact]
    public void Ports_inside_a_processor_of_amd_have_no_slot()
    {
        using var machine = Board()
            .Pci("0000:00:08.1", "1022:1484", "060400", "pcieport", 30)
            .Pci("0000:00:08.1/0000:0a:00.0", "1022:1485", "130000", null, 31);
        Assert.False(Choices(machine).Single(choice => choice.Port == PciAddress.Parse("00:08.1")).HasSlot);
    }

    [Fact]
    public void A_slot_is_called_what_the_firmware_calls_it()
    {
        using var machine = Board()
            .Pci("0000:00:1b.0", "8086:a2e7", "060400", "pcieport", 8)
            .File("/sys/devices/pci0000:00/0000:00:1b.0/secondary_bus_number", "7\n")
            .File("/sys/devices/pci0000:00/0000:00:1b.0/max_link_width", "4\n")
            .File("/sys/bus/pci/slots/PCIE3/address", "0000:07:00\n");
        var choice = Choices(machine)[0];
        Assert.Equal(("PCIE3", 4), (choice.Name, choice.Width));
    }

    [Fact]
    public void Without_groups_only_access_control_can_tell()
    {
        using var machine = Desktop.Intel()
            .Pci("0000:00:01.0", "8086:1901", "060400", "pcieport")
            .Pci("0000:00:01.0/0000:01:00.0", "1002:73bf", "030000", "amdgpu")
            .Pci("0000:00:1b.0", "8086:a2e7", "060400", "pcieport")
            .Bytes("/sys/devices/pci0000:00/0000:00:1b.0/config", PortWithAccessControl());
        var choices = Choices(machine);
        Assert.Equal((SlotVerdict.Clean, SlotBasis.AccessControl), (choices[0].Verdict, choices[0].Basis));
        Assert.Equal((SlotVerdict.Unknown, SlotBasis.Nothing), (choices[1].Verdict, choices[1].Basis));
    }

    private static List<SlotChoice> Choices(ScratchMachine machine)
    {
        var facts = HostReader.Read(machine.Roots);
        return [.. SlotAdvice.For(facts, facts.Display.CardOf(PciAddress.Parse("01:00.0"))!)];
    }

    private static List<string> Words(ScratchMachine machine) => [.. Choices(machine).Select(choice => $"{choice.Port} {choice.Verdict}")];

    // The classic board whose two processor ports are one group: the card below the first, a network card below the second.
    private static ScratchMachine Board() => Desktop.Intel()
        .Pci("0000:00:01.0", "8086:1901", "060400", "pcieport", 1)
        .Pci("0000:00:01.0/0000:01:00.0", "1002:73bf", "030000", "amdgpu", 1)
        .Pci("0000:00:01.0/0000:01:00.1", "1002:ab28", "040300", "snd_hda_intel", 1)
        .Pci("0000:00:01.1", "8086:1905", "060400", "pcieport", 1)
        .Pci("0000:00:01.1/0000:02:00.0", "8086:10d3", "020000", "e1000e", 1);

    private static byte[] PortWithAccessControl()
    {
        var bytes = new byte[0x200];
        (bytes[0], bytes[1], bytes[2], bytes[3]) = (0x86, 0x80, 0xe7, 0xa2);
        (bytes[0x06], bytes[0x0e], bytes[0x34]) = (0x10, 0x81, 0x40);
        (bytes[0x40], bytes[0x42], bytes[0x43]) = (0x10, 0x42, 0x01);
        (bytes[0x100], bytes[0x102], bytes[0x104]) = (0x0d, 0x01, 0x1f);
        return bytes;
    }
}
