using System.Text;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Display;

public class DisplayReaderTests
{
    private const string Memory =
        """
        00000000-00000fff : Reserved
        e0000000-f7ffffff : PCI Bus 0000:00
          e0000000-efffffff : PCI Bus 0000:01
            e0000000-efffffff : 0000:01:00.0
              e0000000-e07e8fff : BOOTFB
                e0000000-e07e8fff : simpledrm
        """;

    [Fact]
    public void The_firmwares_picture_is_found_in_the_bar_that_holds_it()
    {
        using var machine = Radeon().File("/proc/iomem", Memory);
        var display = HostReader.Read(machine.Roots).Display;
        Assert.Equal([new FramebufferClaim("BOOTFB", 0, 0xe0000000, 0x7e9000), new FramebufferClaim("simpledrm", 0, 0xe0000000, 0x7e9000)], display.Cards[1].Claims);
        Assert.Empty(display.Cards[0].Claims);
        Assert.True(display.AreClaimsKnown);
    }

    [Fact]
    public void Hidden_addresses_prove_nothing()
    {
        using var machine = Radeon().File("/proc/iomem", "00000000-00000000 : PCI Bus 0000:00\n  00000000-00000000 : BOOTFB\n");
        Assert.False(HostReader.Read(machine.Roots).Display.AreClaimsKnown);
    }

    [Fact]
    public void A_card_that_is_no_vga_controller_is_the_boot_card_when_the_firmwares_picture_lies_in_it()
    {
        using var machine = new ScratchMachine()
            .Pci("0000:00:02.0", "8086:4680", "038000", "i915")
            .Pci("0000:00:01.0/0000:01:00.0", "10de:2520", "030200", "nvidia")
            .Link("/sys/bus/platform/devices/simple-framebuffer.0", "../../../devices/pci0000:00/0000:00:02.0/simple-framebuffer.0");
        Assert.Equal([true, false], HostReader.Read(machine.Roots).Display.Cards.Select(card => card.IsBoot));
    }

    [Fact]
    public void A_connector_is_known_with_its_screen_and_modes()
    {
        using var machine = Radeon()
            .Bytes($"{Desktop.Radeon}/drm/card1/card1-DP-1/edid", EdidBytes("DELL U2720Q"))
            .File($"{Desktop.Radeon}/drm/card1/card1-DP-1/status", "connected\n").File($"{Desktop.Radeon}/drm/card1/card1-DP-1/enabled", "enabled\n")
            .File($"{Desktop.Radeon}/drm/card1/card1-DP-1/modes", "3840x2160\n3840x2160\n1920x1080\n")
            .File($"{Desktop.Radeon}/drm/card1/card1-HDMI-A-1/status", "disconnected\n");
        var connectors = HostReader.Read(machine.Roots).Display.Cards[1].Connectors;
        Assert.Equal(["DP-1 Connected True DELL U2720Q DEL 41a7", "HDMI-A-1 Disconnected   "], connectors.Select(connector => $"{connector.Name} {connector.Status} {connector.IsEnabled} {connector.Monitor?.Name} {connector.Monitor?.Maker} {connector.Monitor?.Product:x4}".Replace("    ", "   ", StringComparison.Ordinal)));
        Assert.Equal(["3840x2160", "1920x1080"], connectors[0].Modes);
    }

    [Fact]
    public void A_mapping_holds_a_card_after_its_file_is_closed_and_the_service_is_named()
    {
        using var machine = Radeon().Process(77, "gnome-shell", "/dev/null")
            .File("/proc/77/maps", "7f00-7f01 r-xp 00000000 08:01 12 /usr/lib/libc.so.6\n7f02-7f03 rw-s 00000000 00:05 34                 /dev/dri/card1\n")
            .File("/proc/77/cgroup", "0::/user.slice/user-1000.slice/user@1000.service/session.slice/org.gnome.Shell@wayland.service\n");
        var holder = Assert.Single(HostReader.Read(machine.Roots).Display.Cards[1].Holders);
        Assert.Equal(
            new DeviceHolder(77, "gnome-shell", "/dev/dri/card1") { IsOnlyMapped = true, Unit = "org.gnome.Shell@wayland.service", IsUserUnit = true },
            holder);
        Assert.Equal(HolderRole.DisplayServer, holder.Role);
    }

    [Fact]
    public void The_mappings_of_a_process_that_waits_in_the_kernel_are_left_alone()
    {
        using var machine = Radeon().Process(78, "stuck", "/dev/dri/card1").File("/proc/78/stat", "78 (stuck (1)) D 1 78 78 0 -1 4194304 0\n").File("/proc/78/maps", "0-1 rw-s 0 00:05 34 /dev/dri/renderD128\n")
            .Folder($"{Desktop.Radeon}/drm/renderD128");
        Assert.Equal("/dev/dri/card1", Assert.Single(HostReader.Read(machine.Roots).Display.Cards[1].Holders).Node);
    }

    [Fact]
    public void Nodes_that_stand_for_all_cards_of_a_driver_are_told_apart()
    {
        using var machine = Radeon().Process(5, "ollama", "/dev/kfd").File("/proc/5/cgroup", "12:pids:/x\n1:name=systemd:/system.slice/ollama.service\n");
        var display = HostReader.Read(machine.Roots).Display;
        Assert.Empty(display.Cards[1].Holders);
        Assert.Equal("ollama.service", Assert.Single(display.SharedHolders).Unit);
    }

    [Fact]
    public void An_nvidia_card_and_its_displayports_side_channel_are_held_by_their_own_nodes()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).Pci("0000:00:01.0/0000:01:00.0", "10de:2484", "030000", "nvidia")
            .File("/proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t NVIDIA\nDevice Minor: \t 1\n")
            .Folder("/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/drm/card1/card1-DP-1/i2c-9").Folder("/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/drm/card1/card1-DP-1/drm_dp_aux0")
            .Process(3, "nvidia-persistenced", "/dev/nvidia1").Process(4, "ddcutil", "/dev/i2c-9").Process(6, "x", "/dev/nvidia0");
        Assert.Equal(["/dev/nvidia1", "/dev/i2c-9"], HostReader.Read(machine.Roots).Display.Cards[1].Holders.Select(holder => holder.Node));
    }

    [Fact]
    public void Frame_buffers_consoles_and_cards_off_pci_are_known()
    {
        using var machine = Radeon()
            .Link("/sys/class/graphics/fb0", "../../devices/pci0000:00/0000:00:01.0/0000:01:00.0/graphics/fb0").File($"{Desktop.Radeon}/graphics/fb0/name", "amdgpudrmfb\n")
            .File("/sys/class/vtconsole/vtcon0/name", "(S) dummy device\n").File("/sys/class/vtconsole/vtcon0/bind", "0\n")
            .File("/sys/class/vtconsole/vtcon1/name", "(M) frame buffer device\n").File("/sys/class/vtconsole/vtcon1/bind", "1\n")
            .Folder("/sys/bus/platform/drivers/simple-framebuffer")
            .Link("/sys/class/drm/card0/device", "../../../simple-framebuffer.0").Folder("/sys/class/drm/card0-Unknown-1")
            .Link("/sys/class/drm/card1/device", "../../../0000:01:00.0");
        var display = HostReader.Read(machine.Roots).Display;
        Assert.Equal(new FrameBufferDevice("fb0", "amdgpudrmfb", PciAddress.Parse("0000:01:00.0")), Assert.Single(display.FrameBuffers));
        Assert.Equal([new VirtualConsole("vtcon0", "dummy device", false), new VirtualConsole("vtcon1", "frame buffer device", true)], display.Consoles);
        Assert.Equal(["simple-framebuffer"], display.BootFramebufferDrivers);
        Assert.Equal(new PlatformCard("card0", "simple-framebuffer.0", null), Assert.Single(display.PlatformCards));
    }

    [Fact]
    public void A_screens_serial_numbers_are_not_kept() =>
        Assert.Equal(new MonitorIdentity("DEL", 0x41a7, null), Edid.Parse(EdidBytes("SECRET123", tag: 0xff)));

    private static ScratchMachine Radeon() => Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14)
        .File($"{Desktop.Radeon}/resource", "0x00000000e0000000 0x00000000efffffff 0x000000000014220c\n");

    private static byte[] EdidBytes(string text, byte tag = 0xfc)
    {
        var bytes = new byte[128];
        new byte[] { 0, 255, 255, 255, 255, 255, 255, 0, 0x10, 0xac, 0xa7, 0x41, 0x4c, 0x33, 0x33, 0x42 }.CopyTo(bytes, 0);
        bytes[54 + 3] = tag;
        Encoding.ASCII.GetBytes(text + "\n").CopyTo(bytes, 54 + 5);
        return bytes;
    }
}
