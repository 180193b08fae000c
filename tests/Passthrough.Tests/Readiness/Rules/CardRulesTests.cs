using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Readiness.Rules;

public class CardRulesTests
{
    private const string Port = "/sys/devices/pci0000:00/0000:00:1c.0";
    private const string Graphics = "/sys/devices/pci0000:00/0000:00:02.0";

    [Fact]
    public void A_card_whose_config_space_is_gone_is_given_to_nobody()
    {
        using var machine = WithRadeon().Bytes($"{Desktop.Radeon}/config", [.. Enumerable.Repeat((byte)0xff, 64)]);
        var finding = Judged.One(machine, "gpu-gone");
        Assert.Equal(Severity.Blocking, finding.Severity);
        Assert.DoesNotContain(Judged.Ids(machine), id => id.StartsWith("gpu-reset", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "gpu-reset-with-port")]
    [InlineData("flr bus", "gpu-reset-alone")]
    public void A_card_in_a_slot_is_reset_alone_or_with_its_port(string? methods, string id)
    {
        using var machine = WithRadeon();
        WriteWhenThere(machine, $"{Desktop.Radeon}/reset_method", methods);
        Assert.Contains(Judged.All(machine), finding => finding.Gpu == Radeon && string.Equals(finding.Id, id, StringComparison.Ordinal));
    }

    [Fact]
    public void Graphics_on_the_root_bus_without_a_reset_are_warned_of_only_where_the_kernel_tells_resets_at_all()
    {
        using var silent = WithRadeon();
        using var telling = WithRadeon().File($"{Desktop.Radeon}/reset_method", "flr\n");
        Assert.DoesNotContain("gpu-reset-missing", Judged.Ids(silent));
        Assert.Contains("root bus", Judged.One(telling, "gpu-reset-missing").Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chip_that_does_not_come_back_needs_its_module_and_the_kernel_to_ask_it()
    {
        using var without = WithVega();
        using var loaded = WithVega().File("/proc/modules", "vendor_reset 1 0 - Live 0x0\n").File($"{Port}/0000:02:00.0/reset_method", "bus\n");
        using var asked = WithVega().File("/proc/modules", "vendor_reset 1 0 - Live 0x0\n").File($"{Port}/0000:02:00.0/reset_method", "device_specific bus\n");
        Assert.Contains("Vega 10", Judged.One(without, "gpu-reset-faulty").Title, StringComparison.Ordinal);
        Assert.Contains("echo device_specific | sudo tee /sys/bus/pci/devices/0000:02:00.0/reset_method", Judged.One(loaded, "gpu-reset-not-asked").Remedy, StringComparison.Ordinal);
        Assert.Equal(Severity.Good, Judged.One(asked, "gpu-reset-by-module").Severity);
    }

    [Fact]
    public void A_card_that_vfio_has_switched_off_is_noted()
    {
        using var asleep = WithRadeon("vfio-pci").File($"{Desktop.Radeon}/power_state", "D3cold\n");
        using var awake = WithRadeon("vfio-pci").File($"{Desktop.Radeon}/power_state", "D0\n").File($"{Desktop.Radeon}/d3cold_allowed", "1\n");
        Assert.Contains("power_state = D3cold", Judged.One(asleep, "gpu-sleeps-deeply").Read(), StringComparison.Ordinal);
        Assert.DoesNotContain("gpu-sleeps-deeply", Judged.Ids(awake));
    }

    [Theory]
    [InlineData("direct", "dmar0", "6.1.0", "gpu-reserved-memory")]
    [InlineData("direct", "ivhd0", "6.8.0", "gpu-reserved-memory")]
    [InlineData("direct", "ivhd0", "6.1.0", "gpu-reserved-memory-later")]
    public void Memory_that_the_firmware_keeps_for_a_device_stops_it_where_the_kernel_says_so(string kind, string unit, string kernel, string id)
    {
        using var machine = WithRegion(kind, unit, kernel);
        Assert.Contains($"/sys/kernel/iommu_groups/14/reserved_regions = bdf6f000-bdf7dfff {kind}", Judged.One(machine, id).Read(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("direct-relaxable")]
    [InlineData("reserved")]
    public void Memory_that_the_kernel_lets_go_is_not_spoken_of(string kind)
    {
        using var machine = WithRegion(kind, "dmar0", "6.8.0");
        Assert.DoesNotContain(Judged.Ids(machine), id => id.StartsWith("gpu-reserved-memory", StringComparison.Ordinal));
    }

    [Fact]
    public void Keyboards_mice_disks_and_the_network_that_go_with_the_card_are_named()
    {
        using var machine = Desktop.Intel(" intel_iommu=on").Board(isIommuOn: true).WithRadeon(group: 3).WithUsb(group: 3)
            .Pci("0000:00:17.0", "8086:a352", "010601", "ahci", 3)
            .Block("/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda", "8:0", 2048)
            .Block("/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda/sda1", "8:1", 1024, "ext4")
            .File("/proc/self/mountinfo", "24 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n");
        Assert.Contains("Gaming Keyboard", Judged.One(machine, "gpu-takes-keyboards").Read(), StringComparison.Ordinal);
        Assert.Contains("G502 Mouse", Judged.One(machine, "gpu-takes-mice").Read(), StringComparison.Ordinal);
        Assert.Contains("/sys/bus/pci/devices/0000:00:17.0 = sda1 /", Judged.One(machine, "gpu-takes-disks").Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_go_with_the_card_is_not_spoken_of()
    {
        using var machine = Desktop.Intel(" intel_iommu=on").Board(isIommuOn: true).WithRadeon(group: 14).WithUsb(group: 3);
        Assert.DoesNotContain(Judged.Ids(machine), id => id.StartsWith("gpu-takes", StringComparison.Ordinal));
    }

    [Fact]
    public void The_hosts_way_to_the_network_in_the_cards_group_is_named_also_behind_a_bridge()
    {
        using var machine = NetworkDesktop.Bridged()
            .Pci("0000:00:1c.1", "8086:a339", "060400", "pcieport", 11).Pci("0000:00:1c.1/0000:03:00.0", "8086:15f3", "020000", "igc", 11)
            .Pci("0000:00:01.0", "8086:1901", "060400", "pcieport", 11).Pci("0000:00:01.0/0000:01:00.0", "1002:73bf", "030000", "amdgpu", 11, bootVga: false);
        Assert.Contains("enp3s0", Judged.One(machine, "gpu-takes-network").Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_in_a_shared_group_is_told_where_it_would_be_alone()
    {
        using var machine = Desktop.Intel(" intel_iommu=on").Board(isIommuOn: true).WithRadeon(group: 7).Pci("0000:00:1c.0", "8086:a338", "060400", "pcieport", 20);
        using var nowhere = Desktop.Intel(" intel_iommu=on").Board(isIommuOn: true).WithRadeon(group: 7).Pci("0000:00:1c.0", "8086:a338", "060400", "pcieport", 7);
        Assert.Contains("port 0000:00:1c.0, free", Judged.One(machine, "gpu-group-shared").Remedy, StringComparison.Ordinal);
        Assert.Contains("into another slot", Judged.One(nowhere, "gpu-group-shared").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Graphics_in_no_slot_are_not_told_to_move()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true)
            .Pci("0000:00:1c.0", "8086:a338", "060400", "pcieport", 20)
            .Pci("0000:00:08.1", "1022:1635", "060400", "pcieport", 22)
            .Pci("0000:00:08.1/0000:04:00.0", "1002:1638", "030000", "amdgpu", 22, bootVga: false)
            .Pci("0000:00:08.1/0000:04:00.3", "1022:1639", "0c0330", "xhci_hcd", 22)
            .File("/sys/devices/pci0000:00/0000:00:08.1/0000:04:00.3/reset_method", "pm\n");
        Assert.Contains("in no slot", Judged.One(machine, "gpu-group-shared").Remedy, StringComparison.Ordinal);
        Assert.Contains(Judged.All(machine), finding => finding.Id is "gpu-reset-missing" && finding.Read().Contains("not the card's", StringComparison.Ordinal));
    }

    [Fact]
    public void The_firmwares_picture_in_the_cards_memory_is_found_and_how_to_be_rid_of_it()
    {
        using var machine = WithRadeon("vfio-pci").File($"{Desktop.Radeon}/resource", "0x00000000e0000000 0x00000000efffffff 0x000000000014220c\n")
            .File("/proc/iomem", "e0000000-efffffff : PCI Bus 0000:01\n  e0000000-efffffff : 0000:01:00.0\n    e0000000-e07e8fff : BOOTFB\n");
        using var old = WithRadeon("vfio-pci").File($"{Desktop.Radeon}/resource", "0x00000000e0000000 0x00000000efffffff 0x000000000014220c\n")
            .File("/proc/iomem", "e0000000-efffffff : PCI Bus 0000:01\n  e0000000-efffffff : 0000:01:00.0\n    e0000000-e07e8fff : efifb\n").File("/proc/sys/kernel/osrelease", "5.10.0-33-amd64\n");
        Assert.Contains("initcall_blacklist=sysfb_init", Judged.One(machine, "gpu-memory-claimed").Remedy, StringComparison.Ordinal);
        Assert.Contains("video=efifb:off", Judged.One(old, "gpu-memory-claimed").Remedy, StringComparison.Ordinal);
        Assert.Contains("BOOTFB in BAR 0", Judged.One(machine, "gpu-memory-claimed").Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_rom_is_for_is_told_where_it_could_be_read()
    {
        using var old = WithRadeon().Bytes($"{Desktop.Radeon}/rom", MadeUpRom.Of(MadeUpRom.ForBios));
        using var recent = WithRadeon().Bytes($"{Desktop.Radeon}/rom", MadeUpRom.Of(MadeUpRom.ForBios, MadeUpRom.ForUefi));
        using var unread = WithRadeon().File($"{Desktop.Radeon}/rom");
        Assert.Contains("/rom = BIOS", Judged.One(old, "gpu-rom-for-bios-only").Read(), StringComparison.Ordinal);
        Assert.Contains("/rom = BIOS, UEFI", Judged.One(recent, "gpu-rom-for-uefi").Read(), StringComparison.Ordinal);
        Assert.Null(Judged.One(unread, "gpu-rom-unread").Remedy);
    }

    [Fact]
    public void Large_and_resizable_windows_and_a_missing_rom_are_notes()
    {
        using var machine = WithRadeon().File($"{Desktop.Radeon}/resource", "0x0000004000000000 0x00000043ffffffff 0x000000000014220c\n").File($"{Desktop.Radeon}/resource0_resize", "0000000000007f00\n").File($"{Graphics}/rom");
        using var small = WithRadeon().File($"{Desktop.Radeon}/resource", "0x00000000e0000000 0x00000000efffffff 0x000000000014220c\n").File($"{Desktop.Radeon}/rom");
        Assert.Contains("16 GiB", Judged.One(machine, "gpu-large-memory").Title, StringComparison.Ordinal);
        Assert.Contains("gpu-rom-absent", Judged.Ids(machine));
        Assert.DoesNotContain(Judged.Ids(small), id => id is "gpu-large-memory" or "gpu-resizable-memory" or "gpu-rom-absent");
    }

    [Fact]
    public void A_window_that_can_grow_is_a_note()
    {
        using var machine = WithRadeon().File($"{Desktop.Radeon}/resource", "0x00000000e0000000 0x00000000efffffff 0x000000000014220c\n").File($"{Desktop.Radeon}/resource0_resize", "0000000000007f00\n");
        Assert.Contains("256 MiB and can be of 16 GiB", Judged.One(machine, "gpu-resizable-memory").Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_holder_is_told_how_to_let_go()
    {
        using var machine = WithRadeon()
            .Process(7, "Xorg", "/dev/dri/card1").Process(8, "nvidia-persiste", "/dev/dri/card1").File("/proc/8/cgroup", "0::/system.slice/nvidia-persistenced.service\n")
            .Process(9, "openrgb", "/dev/dri/card1").Process(10, "qemu-system-x86", "/dev/dri/card1");
        var remedy = Judged.One(machine, "gpu-held").Remedy!;
        Assert.Contains("Log out of the desktop (Xorg)", remedy, StringComparison.Ordinal);
        Assert.Contains("sudo systemctl stop nvidia-persistenced.service", remedy, StringComparison.Ordinal);
        Assert.Contains("End openrgb", remedy, StringComparison.Ordinal);
        Assert.Contains("shut it down first", remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Services_that_let_go_by_themselves_are_only_noted()
    {
        using var machine = WithRadeon().Process(7, "systemd-logind", "/dev/dri/card1").Process(8, "pipewire", "/dev/dri/card1");
        Assert.Contains("gpu-held-lightly", Judged.Ids(machine));
        Assert.DoesNotContain("gpu-held", Judged.Ids(machine));
    }

    [Fact]
    public void The_processors_functions_beside_integrated_graphics_are_told_apart()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true)
            .Pci("0000:00:08.1", "1022:1635", "060400", "pcieport", 22)
            .Pci("0000:00:08.1/0000:04:00.0", "1002:1638", "030000", "amdgpu", 22, bootVga: false)
            .Pci("0000:00:08.1/0000:04:00.3", "1022:1639", "0c0330", "xhci_hcd", 23);
        Assert.Contains(Judged.All(machine), finding => finding.Id is "gpu-integrated" && finding.Read().Contains("of the processor, not of the graphics: USB controller", StringComparison.Ordinal));
    }

    private static Passthrough.Host.Pci.PciAddress Radeon { get; } = Passthrough.Host.Pci.PciAddress.Parse("0000:01:00.0");

    private static ScratchMachine WithRadeon(string driver = "amdgpu") => Desktop.Intel(" intel_iommu=on iommu=pt").Board(isIommuOn: true).WithRadeon(group: 14, driver: driver);

    private static ScratchMachine WithVega() => Desktop.Intel(" intel_iommu=on iommu=pt").Board(isIommuOn: true)
        .Pci("0000:00:1c.0", "8086:a338", "060400", "pcieport", 20)
        .Pci("0000:00:1c.0/0000:02:00.0", "1002:687f", "030000", "amdgpu", 21, bootVga: false);

    private static ScratchMachine WithRegion(string kind, string unit, string kernel) => WithRadeon()
        .Folder($"/sys/class/iommu/{unit}").File("/proc/sys/kernel/osrelease", kernel + "\n")
        .File("/sys/kernel/iommu_groups/14/reserved_regions", $"0x00000000bdf6f000 0x00000000bdf7dfff {kind}\n0x00000000fee00000 0x00000000feefffff msi\n");

    private static void WriteWhenThere(ScratchMachine machine, string path, string? text) => _ = text is null ? machine : machine.File(path, text + "\n");
}
