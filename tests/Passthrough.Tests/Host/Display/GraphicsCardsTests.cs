using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Display;

public class GraphicsCardsTests
{
    [Fact]
    public void A_sound_function_on_another_bus_behind_the_cards_own_switch_belongs_to_the_card()
    {
        using var machine = new ScratchMachine()
            .Pci("0000:00:01.0", "8086:460d", "060400")
            .Pci("0000:00:01.0/0000:01:00.0", "8086:4fa0", "060400")
            .Pci("0000:00:01.0/0000:01:00.0/0000:02:01.0", "8086:4fa4", "060400")
            .Pci("0000:00:01.0/0000:01:00.0/0000:02:01.0/0000:03:00.0", "8086:56a0", "030000")
            .Pci("0000:00:01.0/0000:01:00.0/0000:02:04.0", "8086:4fa4", "060400")
            .Pci("0000:00:01.0/0000:01:00.0/0000:02:04.0/0000:04:00.0", "8086:4f90", "040300")
            .Pci("0000:00:1f.3", "8086:7ad0", "040300");
        Assert.Equal(["0000:03:00.0", "0000:04:00.0"], Functions(machine));
    }

    [Fact]
    public void The_processors_own_functions_in_the_slot_of_its_graphics_are_not_the_cards()
    {
        using var machine = new ScratchMachine()
            .Pci("0000:00:08.1", "1022:14dd", "060400")
            .Pci("0000:00:08.1/0000:c1:00.0", "1002:15bf", "030000")
            .Pci("0000:00:08.1/0000:c1:00.1", "1002:1640", "040300")
            .Pci("0000:00:08.1/0000:c1:00.2", "1022:15c7", "108000")
            .Pci("0000:00:08.1/0000:c1:00.6", "1022:15e3", "040300");
        Assert.Equal(["0000:c1:00.0", "0000:c1:00.1"], Functions(machine));
    }

    [Fact]
    public void A_sound_chip_of_another_maker_alone_with_the_display_belongs_to_the_card()
    {
        using var machine = new ScratchMachine()
            .Pci("0000:00:02.0", "1b36:000c", "060400")
            .Pci("0000:00:02.0/0000:01:00.0", "1002:5159", "030000")
            .Pci("0000:00:02.0/0000:01:00.1", "8086:293e", "040300");
        Assert.Equal(["0000:01:00.0", "0000:01:00.1"], Functions(machine));
    }

    [Fact]
    public void An_intel_card_in_a_thunderbolt_box_does_not_take_the_box()
    {
        const string Box = "0000:00:07.0/0000:20:00.0/0000:21:01.0";
        using var machine = new ScratchMachine()
            .Pci("0000:00:07.0", "8086:9a23", "060400")
            .Pci("0000:00:07.0/0000:20:00.0", "8086:15ef", "060400")
            .Pci(Box, "8086:15ef", "060400")
            .Pci("0000:00:07.0/0000:20:00.0/0000:21:02.0", "8086:15ef", "060400")
            .Pci("0000:00:07.0/0000:20:00.0/0000:21:02.0/0000:30:00.0", "8086:15f0", "0c0330")
            .Pci($"{Box}/0000:22:00.0", "8086:4fa0", "060400")
            .Pci($"{Box}/0000:22:00.0/0000:23:01.0", "8086:4fa4", "060400")
            .Pci($"{Box}/0000:22:00.0/0000:23:01.0/0000:24:00.0", "8086:56a0", "030000");
        Assert.Equal(["0000:24:00.0"], Functions(machine));
    }

    [Fact]
    public void Nodes_screens_and_holders_are_those_of_the_card()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14)
            .Folder($"{Desktop.Radeon}/drm/renderD129")
            .Folder("/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.1/sound/card1/pcmC1D3p")
            .Process(7, "Xorg", "/dev/dri/card1", "/dev/dri/card1", "/dev/dri/card0")
            .Process(9, "pulse", "/dev/snd/pcmC1D3p")
            .Process(11, "qemu", "/dev/vfio/14");
        var display = HostReader.Read(machine.Roots).Display;
        var radeon = display.Cards[1];
        Assert.Equal(["HDMI-A-1"], display.Cards[0].ConnectedOutputs);
        Assert.Equal(["card1", "renderD129"], radeon.DrmNodes);
        Assert.Equal(
            [new DeviceHolder(7, "Xorg", "/dev/dri/card1"), new DeviceHolder(9, "pulse", "/dev/snd/pcmC1D3p"), new DeviceHolder(11, "qemu", "/dev/vfio/14")],
            radeon.Holders);
        Assert.True(display.AreHoldersKnown);
        Assert.False(HostReader.Read(machine.Roots, HostReadScope.WithoutHolders).Display.AreHoldersKnown);
    }

    private static IEnumerable<string> Functions(ScratchMachine machine) =>
        Assert.Single(HostReader.Read(machine.Roots).Display.Cards).Functions.Select(address => address.ToString());
}
