using System.Text.Json;
using Passthrough.Cli.Commands;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Views;
using Passthrough.Host.Iommu;
using Passthrough.Host.Network;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Commands;

public class DisksAndNetworkTests
{
    private const string Nvme = "/devices/pci0000:00/0000:00:06.0/0000:04:00.0/nvme/nvme0";
    private const string Sata = "/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block";

    private static ScratchMachine Machine() => Desktop.Intel().Board(isIommuOn: true)
        .Pci("0000:00:06.0/0000:04:00.0", "144d:a808", "010802", "nvme", group: 14)
        .Pci("0000:00:17.0", "8086:a352", "010601", "ahci", group: 9)
        .Pci("0000:00:1f.4", "8086:a323", "0c0500", null, group: 9)
        .Block($"{Nvme}/nvme0n1", "259:0", 1953525168, null, "by-id/nvme-Samsung_SSD_980_PRO_S1", "by-id/nvme-eui.1", "by-path/pci-0000:04:00.0-nvme-1").File($"/sys{Nvme}/nvme0n1/device/model", "Samsung SSD 980 PRO 1TB\n")
        .Block($"{Nvme}/nvme0n1/nvme0n1p1", "259:1", 1048576, "ntfs")
        .Block($"{Sata}/sda", "8:0", 3907029168, null, "by-id/ata-WDC_WD20_2", "by-id/wwn-0x5").File($"/sys{Sata}/sda/queue/rotational", "1\n").File($"/sys{Sata}/sda/device/model", "WDC WD20\n")
        .Block($"{Sata}/sda/sda1", "8:1", 1048576, "vfat").Block($"{Sata}/sda/sda2", "8:2", 3905978368, "LVM2_member").Block($"{Sata}/sda/sda3", "8:3", 2048, "swap")
        .Mapped("dm-0", "253:0", "vg-root", "LVM-x", "ext4", "sda2")
        .File("/proc/self/mountinfo", "27 1 253:0 / / rw - ext4 /dev/mapper/vg-root rw\n28 27 8:1 / /boot/efi rw - vfat /dev/sda1 rw\n29 27 253:0 /srv /exports rw - ext4 /dev/mapper/vg-root rw\n")
        .File("/proc/swaps", "Filename Type Size Used Priority\n/dev/sda3 partition 1 0 -2\n");

    [Fact]
    public void Disks_stand_below_their_controllers_with_what_uses_them()
    {
        using var machine = Machine();
        var reader = new MachineReader(machine.Roots);
        var pci = PciReader.Read(reader);
        var storage = StorageReader.Read(reader);
        var controllers = StorageControllers.Judge(storage, pci, IommuReader.Read(reader, pci));
        Golden.Matches("disks.txt", Rendered.Text(DisksView.Lines(storage, controllers, pci, machine.Roots, 80)));
        Golden.Matches("disks.json", JsonSerializer.Serialize(DisksCommand.Document(storage, controllers, machine.Roots), ViewDocuments.Default.DisksDocument) + "\n");
    }

    [Fact]
    public void Interfaces_say_who_configures_them_and_what_they_mean_for_a_guest()
    {
        using var machine = NetworkDesktop.Bridged();
        var facts = NetworkReader.Read(new MachineReader(machine.Roots));
        Golden.Matches("network.txt", Rendered.Text(NetworkView.Lines(facts, 80)));
        Golden.Matches("network.json", JsonSerializer.Serialize(NetworkCommand.Document(facts), ViewDocuments.Default.NetworkDocument) + "\n");
    }
}
