using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Views;
using Passthrough.Host;
using Passthrough.Host.Usb;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Commands;

public class UsbAndDisplaysTests
{
    [Fact]
    public void The_port_map_names_sockets_groups_and_the_last_keyboard()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithUsb(group: 3);
        var facts = HostReader.Read(machine.Roots);
        Golden.Matches("usb.txt", Rendered.Text(UsbView.Lines(UsbPortMap.Of(facts.Usb, facts.Pci, facts.Iommu), facts.Usb, isAll: false, 80)));
    }

    [Fact]
    public void The_tree_reads_like_that_of_lsusb()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithUsb(group: 3);
        Golden.Matches("usb-tree.txt", string.Concat(UsbTreeView.Lines(HostReader.Read(machine.Roots).Usb).Select(line => line + "\n")));
    }

    [Fact]
    public void The_document_of_usb_holds_the_map()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithUsb(group: 3);
        var facts = HostReader.Read(machine.Roots);
        var document = new UsbDocument(1, UsbPortMap.Of(facts.Usb, facts.Pci, facts.Iommu), facts.Usb.Inputs, facts.Problems);
        Golden.Matches("usb.json", JsonSerializer.Serialize(document, ViewDocuments.Default.UsbDocument) + "\n");
    }

    [Fact]
    public void A_plugging_is_a_document_on_one_line()
    {
        var plugging = new UsbPlugging(false, null, "1-4", "usb1-port4", ["usb2-port4"], null);
        Assert.Equal(
            """{"schemaVersion":1,"plugging":{"isPluggedIn":false,"controller":null,"deviceName":"1-4","port":"usb1-port4","otherPorts":["usb2-port4"],"device":null}}""",
            JsonSerializer.Serialize(new UsbPluggingDocument(1, plugging), LineDocuments.Default.UsbPluggingDocument));
    }

    [Fact]
    public void Displays_show_screens_the_boot_card_and_holders()
    {
        using var machine = WithHolders();
        var facts = HostReader.Read(machine.Roots);
        Golden.Matches("displays.txt", Rendered.Text(DisplaysView.Lines(facts.Display, facts.Pci, 80)));
    }

    [Fact]
    public void The_document_of_displays_names_kinds_in_camel_case()
    {
        using var machine = WithHolders();
        var facts = HostReader.Read(machine.Roots);
        Golden.Matches("displays.json", JsonSerializer.Serialize(new DisplaysDocument(1, facts.Display, [], facts.Problems), ViewDocuments.Default.DisplaysDocument) + "\n");
    }

    private static ScratchMachine WithHolders() => Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14)
        .File($"{Desktop.Radeon}/resource", "0x00000000e0000000 0x00000000efffffff 0x000000000014220c\n")
        .File("/proc/iomem", "e0000000-efffffff : 0000:01:00.0\n  e0000000-e07e8fff : BOOTFB\n")
        .File($"{Desktop.Radeon}/drm/card1/card1-DP-1/status", "disconnected\n")
        .Process(812, "systemd-logind", "/dev/dri/card0", "/dev/dri/card1").File("/proc/812/cgroup", "0::/system.slice/systemd-logind.service\n")
        .Process(1204, "Xorg", "/dev/dri/card1").File("/proc/1204/cgroup", "0::/user.slice/user-1000.slice/session-2.scope\n")
        .File("/sys/class/vtconsole/vtcon1/name", "(M) frame buffer device\n").File("/sys/class/vtconsole/vtcon1/bind", "1\n");
}
