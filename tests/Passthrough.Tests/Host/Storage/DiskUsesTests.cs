using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Storage;

public class DiskUsesTests
{
    private const string Sata = "/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block";

    private static string[] Uses(ScratchMachine machine, string name) =>
        [.. new DiskUses(StorageReader.Read(new MachineReader(machine.Roots))).Of(name).Select(use => $"{use.Device} {use.Kind} {use.Subject}{(use.IsActive ? "" : " (not now)")}")];

    private static ScratchMachine Disk(string? content = null) => new ScratchMachine()
        .Block($"{Sata}/sda", "8:0", 4096)
        .Block($"{Sata}/sda/sda1", "8:1", 2048, content, "by-uuid/aa-11", @"by-label/My\x20data", "by-partuuid/01");

    [Fact]
    public void A_mounted_partition_uses_its_disk()
    {
        using var machine = Disk("ext4").File("/proc/self/mountinfo", "27 1 8:1 / /mnt/a\\040b rw shared:1 - ext4 /dev/root rw\n");
        Assert.Equal(["sda1 Mounted /mnt/a b"], Uses(machine, "sda"));
    }

    [Fact]
    public void A_root_on_lvm_inside_an_encrypted_partition_uses_the_disk()
    {
        using var machine = Disk("crypto_LUKS")
            .Mapped("dm-0", "253:0", "luks-1", "CRYPT-LUKS2-1-luks-1", "LVM2_member", "sda1")
            .Mapped("dm-1", "253:1", "vg-root", "LVM-xy", "btrfs", "dm-0")
            .File("/proc/self/mountinfo", "27 1 0:33 /@ / rw - btrfs /dev/mapper/vg-root rw,subvol=/@\n28 27 0:33 /@home /home rw - btrfs /dev/mapper/vg-root rw\n");
        Assert.Equal(["sda1 Encrypted luks-1", "dm-0 Lvm vg-root", "dm-1 Mounted /", "dm-1 Mounted /home"], Uses(machine, "sda"));
    }

    [Fact]
    public void Swap_is_a_use_and_a_swap_file_is_not_a_devices()
    {
        using var machine = Disk("swap").File("/proc/swaps", "Filename\t\tType\t\tSize\tUsed\tPriority\n/dev/sda1 partition 1 0 -2\n/swap\\040file file 1 0 -3\n");
        Assert.Equal(["sda1 Swap "], Uses(machine, "sda"));
    }

    [Fact]
    public void A_raid_of_two_disks_uses_both()
    {
        using var machine = Disk("linux_raid_member").Block("/devices/virtual/block/md127", "9:127", 2048, "ext4").File("/sys/class/block/sda1/holders/md127")
            .File("/sys/devices/virtual/block/md127/md/level", "raid1\n").File("/proc/self/mountinfo", "27 1 9:127 / /srv rw - ext4 /dev/md127 rw\n");
        Assert.Equal(["sda1 Raid md127", "md127 Mounted /srv"], Uses(machine, "sda"));
    }

    [Fact]
    public void The_second_disk_of_a_mounted_btrfs_is_in_use()
    {
        using var machine = Disk("btrfs").Block($"{Sata}/sdb", "8:16", 4096, "btrfs").File("/sys/fs/btrfs/id/devices/sda1").File("/sys/fs/btrfs/id/devices/sdb").Folder("/sys/fs/btrfs/features")
            .File("/proc/self/mountinfo", "27 1 0:33 / /pool rw - btrfs /dev/sda1 rw\n");
        Assert.Equal(["sdb Btrfs /pool"], Uses(machine, "sdb"));
    }

    [Fact]
    public void A_member_of_an_imported_pool_is_in_use_and_of_another_is_only_a_member()
    {
        using var machine = new ScratchMachine().File("/proc/spl/kstat/zfs/tank/state", "ONLINE\n").File("/proc/spl/kstat/zfs/arcstats")
            .Block($"{Sata}/sda", new Dictionary<string, string> { ["MAJOR"] = "8", ["MINOR"] = "0", ["DEVTYPE"] = "disk", ["ID_FS_TYPE"] = "zfs_member", ["ID_FS_LABEL"] = "tank" }, [])
            .Block($"{Sata}/sdb", new Dictionary<string, string> { ["MAJOR"] = "8", ["MINOR"] = "16", ["DEVTYPE"] = "disk", ["ID_FS_TYPE"] = "zfs_member", ["ID_FS_LABEL"] = "old" }, []);
        Assert.Equal(["sda Zfs tank"], Uses(machine, "sda"));
        Assert.Equal(["sdb Member zfs_member (not now)"], Uses(machine, "sdb"));
    }

    [Theory]
    [InlineData("UUID=aa-11")]
    [InlineData("LABEL=\"My\\040data\"")]
    [InlineData("PARTUUID=01")]
    [InlineData("/dev/sda1")]
    [InlineData("/dev/disk/by-uuid/aa-11")]
    public void What_fstab_names_belongs_to_the_host_though_not_mounted(string source)
    {
        using var machine = Disk("ext4").File("/etc/fstab", $"# comment\n{source} /data ext4 noauto 0 0\n");
        Assert.Equal(["sda1 InFstab /data (not now)"], Uses(machine, "sda"));
    }

    [Fact]
    public void A_volume_that_fstab_names_by_its_group_is_found()
    {
        using var machine = Disk("LVM2_member").Mapped("dm-0", "253:0", "my--vg-data", "LVM-xy", "ext4", "sda1").File("/etc/fstab", "/dev/my-vg/data /data ext4 defaults 0 2\n");
        Assert.Equal(["sda1 Lvm my--vg-data", "dm-0 InFstab /data (not now)"], Uses(machine, "sda"));
    }

    [Fact]
    public void A_closed_encrypted_partition_that_crypttab_names_is_the_hosts()
    {
        using var machine = Disk("crypto_LUKS").File("/etc/crypttab", "data UUID=aa-11 none luks\n");
        Assert.Equal(["sda1 InCrypttab data (not now)", "sda1 Member crypto_LUKS (not now)"], Uses(machine, "sda"));
    }

    [Fact]
    public void A_disk_with_files_that_nobody_mounted_is_free()
    {
        using var machine = Disk("ntfs");
        Assert.Empty(Uses(machine, "sda"));
    }

    [Fact]
    public void A_namespace_with_several_paths_hangs_on_the_controllers_of_its_subsystem()
    {
        using var machine = new ScratchMachine()
            .Link("/sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0", "../../../pci0000:00/0000:00:06.0/0000:04:00.0/nvme/nvme0")
            .File("/sys/devices/pci0000:00/0000:00:06.0/0000:04:00.0/nvme/nvme0/nvme0c0n1/hidden", "1\n")
            .Link("/sys/class/block/nvme0c0n1", "../../devices/pci0000:00/0000:00:06.0/0000:04:00.0/nvme/nvme0/nvme0c0n1")
            .Block("/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1", "259:0", 4096);
        var device = Assert.Single(StorageReader.Read(new MachineReader(machine.Roots)).Devices);
        Assert.Equal(("nvme0n1", StorageTransport.Nvme, "0000:04:00.0"), (device.Name, device.Transport, device.Controllers.Single().ToString()));
    }

    [Fact]
    public void A_controller_is_free_when_nobody_uses_its_disks_and_its_group_is_its_own()
    {
        using var machine = new ScratchMachine()
            .Pci("0000:00:06.0/0000:04:00.0", "144d:a808", "010802", "nvme", group: 14)
            .Pci("0000:00:07.0/0000:05:00.0", "144d:a808", "010802", "nvme", group: 15)
            .Pci("0000:00:17.0", "8086:a352", "010601", "ahci", group: 9)
            .Pci("0000:00:1f.4", "8086:a323", "0c0500", null, group: 9)
            .Pci("0000:00:0e.0", "8086:467f", "010400", "vmd", group: 3)
            .Block("/devices/pci0000:00/0000:00:06.0/0000:04:00.0/nvme/nvme0/nvme0n1", "259:0", 4096, "ntfs")
            .Block("/devices/pci0000:00/0000:00:07.0/0000:05:00.0/nvme/nvme1/nvme1n1", "259:1", 4096, "ext4")
            .File("/proc/self/mountinfo", "27 1 259:1 / / rw - ext4 /dev/nvme1n1 rw\n");
        var reader = new MachineReader(machine.Roots);
        var functions = PciReader.Read(reader);
        var iommu = IommuReader.Read(reader, functions);
        var found = StorageControllers.Judge(StorageReader.Read(reader), IommuGroups.Agree(functions, iommu.Groups), iommu);
        Assert.Equal(
            ["0000:00:0e.0 free", "0000:00:17.0 SharedGroup 0000:00:1f.4", "0000:04:00.0 free", "0000:05:00.0 InUse nvme1n1 /"],
            found.Select(controller => $"{controller.Address} {(controller.IsFree ? "free" : string.Join("; ", controller.Obstacles.Select(obstacle => $"{obstacle.Kind} {string.Join(", ", obstacle.Subjects)}")))}"));
    }

    [Fact]
    public void Vmd_carries_the_disks_of_the_domains_behind_it()
    {
        using var machine = new ScratchMachine()
            .Pci("0000:00:0e.0", "8086:467f", "010400", "vmd", group: 3)
            .Pci("10000:e0:1d.0/10000:e1:00.0", "144d:a808", "010802", "nvme", group: 3, rootBus: "devices/pci0000:00/0000:00:0e.0/pci10000:e0")
            .Block("/devices/pci0000:00/0000:00:0e.0/pci10000:e0/10000:e0:1d.0/10000:e1:00.0/nvme/nvme0/nvme0n1", "259:0", 4096, "ext4")
            .File("/proc/self/mountinfo", "27 1 259:0 / / rw - ext4 /dev/nvme0n1 rw\n");
        var reader = new MachineReader(machine.Roots);
        var functions = PciReader.Read(reader);
        var iommu = IommuReader.Read(reader, functions);
        var found = StorageControllers.Judge(StorageReader.Read(reader), functions, iommu);
        Assert.Equal([ControllerObstacleKind.InUse, ControllerObstacleKind.SharedGroup], found[0].Obstacles.Select(obstacle => obstacle.Kind));
        Assert.Equal([ControllerObstacleKind.InUse, ControllerObstacleKind.BehindVmd], found[1].Obstacles.Select(obstacle => obstacle.Kind));
    }

    [Fact]
    public void Names_are_ordered_as_people_count() => Assert.Equal(
        ["nvme0n1", "nvme0n1p2", "nvme0n1p10", "nvme10n1", "sda", "sda2", "sda10", "sdz", "sdaa"],
        new[] { "sdaa", "nvme10n1", "sda10", "nvme0n1p10", "sdz", "sda2", "nvme0n1p2", "sda", "nvme0n1" }.Order(CountingOrder.Instance));
}
