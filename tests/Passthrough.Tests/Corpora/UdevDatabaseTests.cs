using Passthrough.Host.Network;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Corpora;

/// <summary>Block devices and interfaces of real machines laid out from their udev databases; the answers are what udev's own rules concluded.</summary>
public class UdevDatabaseTests(UdevDatabaseTests.Machines machines) : IClassFixture<UdevDatabaseTests.Machines>
{
    /// <summary>What udev says of an attachment, by how it names it (ID_BUS, or the last kind in ID_PATH).</summary>
    private static readonly Dictionary<string, StorageTransport[]> Attachments = new()
    {
        ["ata"] = [StorageTransport.Ata],
        ["usb"] = [StorageTransport.Usb],
        ["nvme"] = [StorageTransport.Nvme],

        // udev says scsi for SAS, Fibre Channel and hypervisors' disks; and for SATA disks whose port the adapter's driver hides.
        ["scsi"] = [StorageTransport.Scsi, StorageTransport.Sas, StorageTransport.FibreChannel, StorageTransport.Iscsi],
    };

    /// <summary>Their kernels are older than 2.6.39, which put the ATA ports (<c>ata1</c>) into sysfs: the path shows only a SCSI host.</summary>
    private static readonly string[] BeforeAtaPorts =
        ["CALXEDA_HIGHBANK", "DELL_LATITUDEE6430", "DELL_XPS1340", "HOME_MADE", "HP_PAVILIONSLEEKBOOK14_ACCELEROMETER", "HP_PROBOOK6550B_ACCELEROMETER"];

    [Fact]
    public void Every_partition_has_the_parent_that_udev_names()
    {
        Assert.All(machines.All, machine => Assert.Equal(
            machine.Blocks.Where(record => record.Value("DEVTYPE") is "partition").Select(record => $"{record.Name} on {record.Path.Split('/')[^2]}").Order(),
            machine.Storage.Devices.Where(device => device.Kind == BlockDeviceKind.Partition).Select(device => $"{device.Name} on {device.Parent}").Order()));
        Assert.True(machines.All.Sum(machine => machine.Storage.Devices.Count(device => device.Kind == BlockDeviceKind.Partition)) >= 190);
    }

    [Fact]
    public void Every_disk_hangs_on_the_pci_function_that_udev_names()
    {
        var compared = machines.Disks.Where(disk => disk.Record.Value("ID_PATH")?.Contains("pci-", StringComparison.Ordinal) is true).ToList();
        Assert.All(compared, disk => Assert.Equal((disk.Machine, PciIn(disk.Record.Value("ID_PATH")!)), (disk.Machine, disk.Device.Controllers.Single())));
        Assert.True(compared.Count > 100, $"{compared.Count} disks");
    }

    [Fact]
    public void Every_disk_is_attached_as_udev_says()
    {
        var compared = machines.Disks.Where(disk => Attachments.ContainsKey(disk.Record.Value("ID_BUS") ?? "")).ToList();
        var disagreeing = compared.Where(disk => !Attachments[disk.Record.Value("ID_BUS")!].Contains(disk.Device.Transport)).ToList();
        Assert.Equal(BeforeAtaPorts, disagreeing.Select(disk => disk.Machine).Distinct());
        Assert.All(disagreeing, disk => Assert.Equal(("ata", StorageTransport.Scsi), (disk.Record.Value("ID_BUS"), disk.Device.Transport)));
        Assert.True(compared.Count > 50, $"{compared.Count} disks");
    }

    [Fact]
    public void Contents_labels_and_types_are_udevs()
    {
        var compared = machines.All.SelectMany(machine => machine.Blocks.Select(record => (record, machine.Storage.Find(record.Name)!))).ToList();
        Assert.All(compared, pair => Assert.Equal(
            (pair.record.Value("ID_FS_TYPE"), pair.record.Value("ID_FS_LABEL"), pair.record.Value("ID_PART_TABLE_TYPE"), pair.record.Value("ID_PART_ENTRY_TYPE")?.ToLowerInvariant()),
            (pair.Item2.Content, pair.Item2.Label, pair.Item2.PartitionTable, pair.Item2.PartitionType)));
    }

    [Fact]
    public void What_names_a_device_finds_it()
    {
        foreach (var machine in machines.All)
        {
            // Two devices may claim the same link; udev gives it to one, which is not told here.
            var names = new DeviceNames(machine.Storage.Devices);
            var unique = machine.Blocks.SelectMany(record => record.Links.Select(link => (record.Name, link))).GroupBy(pair => pair.link).Where(group => group.Count() == 1).Select(group => group.Single());
            Assert.All(unique, pair => Assert.Equal(pair.Name, names.Find($"/dev/{pair.link}")));
        }
    }

    [Fact]
    public void Interfaces_are_wireless_bridges_and_loopbacks_where_udev_says_so()
    {
        foreach (var machine in machines.All)
        {
            Assert.Equal(machine.Nets.Where(record => record.Value("DEVTYPE") is "wlan").Select(record => record.Name), Named(machine, InterfaceKind.Wireless));
            Assert.Equal(machine.Nets.Where(record => record.Value("DEVTYPE") is "bridge").Select(record => record.Name), Named(machine, InterfaceKind.Bridge));
            Assert.Equal(machine.Nets.Where(record => record.Value("ID_BUS") is "usb").Select(record => record.Name), machine.Network.Interfaces.Where(device => device.IsUsb && machine.Net(device.Name).Value("ID_BUS") is "usb").Select(device => device.Name));
        }
    }

    [Fact]
    public void Interfaces_hang_on_the_pci_function_that_udev_names()
    {
        var compared = machines.All.SelectMany(machine => machine.Network.Interfaces.Select(device => (machine.Net(device.Name), device)))
            .Where(pair => pair.Item1.Value("ID_PATH")?.Contains("pci-", StringComparison.Ordinal) is true).ToList();
        Assert.All(compared, pair => Assert.Equal(PciIn(pair.Item1.Value("ID_PATH")!), pair.device.Parent));
        Assert.True(compared.Count >= 70, $"{compared.Count} interfaces");
    }

    private static IEnumerable<string> Named(UdevMachine machine, InterfaceKind kind) => machine.Network.Interfaces.Where(device => device.Kind == kind).Select(device => device.Name);

    // pci-0000:00:14.0-usb-0:3:1.0; behind VMD pci-0000:00:0e.0-pci-10000:e1:00.0-nvme-1.
    private static PciAddress PciIn(string path) => path.Split('-').Select(part => PciAddress.TryParse(part, out var address) ? address : (PciAddress?)null).Last(address => address is not null)!.Value;

    public sealed class Machines
    {
        private readonly Lazy<List<UdevMachine>> all = new(() => [.. Directory.GetFiles(CorpusFolder.Require("udevadm"), "*.txt").Order(StringComparer.Ordinal).Select(Read)]);

        internal List<UdevMachine> All => all.Value;

        internal IEnumerable<(string Machine, UdevEntry Record, BlockDevice Device)> Disks => All.SelectMany(machine => machine.Blocks
            .Where(record => record.Value("DEVTYPE") is "disk")
            .Select(record => (machine.Name, record, machine.Storage.Find(record.Name)!)));

        private static UdevMachine Read(string path)
        {
            var entries = string.Join('\n', File.ReadLines(path)).Split("\n\n").Select(UdevEntry.Parse).OfType<UdevEntry>().ToList();
            var blocks = entries.Where(entry => entry.Value("SUBSYSTEM") is "block" && entry.Value("MAJOR") is not null).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
            var nets = entries.Where(entry => entry.Value("SUBSYSTEM") is "net").OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
            using var machine = new ScratchMachine();
            foreach (var block in blocks)
            {
                machine.Block(block.Path, block.Properties, block.Links);
            }

            // The single path nvme2c5n1 says that controller nvme5 belongs to subsystem 2; the kernel makes a link for that, which a database does not tell.
            foreach (var hidden in entries.Where(entry => entry.Value("SUBSYSTEM") is "block" && entry.Name.StartsWith("nvme", StringComparison.Ordinal) && entry.Value("MAJOR") is null))
            {
                var parts = hidden.Path.Split('/');
                machine.File($"/sys{hidden.Path}/hidden", "1\n").Link($"/sys/class/block/{hidden.Name}", $"../..{hidden.Path}")
                    .Link($"/sys/devices/virtual/nvme-subsystem/nvme-subsys{hidden.Name[4..hidden.Name.IndexOf('c')]}/{parts[^2]}", $"../../..{string.Join('/', parts[..^1])["/devices".Length..]}");
            }

            foreach (var net in nets)
            {
                machine.File($"/sys{net.Path}/uevent", string.Concat(net.Properties.Where(pair => pair.Key is "DEVTYPE").Select(pair => $"DEVTYPE={pair.Value}\n")));
                machine.Link($"/sys/class/net/{net.Name}", $"../..{net.Path}");
            }

            return new UdevMachine(Path.GetFileNameWithoutExtension(path), blocks, nets, StorageReader.Read(new MachineReader(machine.Roots)), NetworkReader.Read(new MachineReader(machine.Roots)));
        }
    }

    internal sealed record UdevMachine(string Name, List<UdevEntry> Blocks, List<UdevEntry> Nets, StorageFacts Storage, NetworkFacts Network)
    {
        public UdevEntry Net(string name) => Nets.Single(entry => entry.Name == name);
    }

    /// <summary>One paragraph of <c>udevadm info --export-db</c>.</summary>
    internal sealed record UdevEntry(string Path, Dictionary<string, string> Properties, List<string> Links)
    {
        public string Name => Path[(Path.LastIndexOf('/') + 1)..];

        public string? Value(string key) => Properties.GetValueOrDefault(key);

        public static UdevEntry? Parse(string paragraph)
        {
            var lines = paragraph.Split('\n');
            var path = lines.FirstOrDefault(line => line.StartsWith("P: ", StringComparison.Ordinal))?[3..];
            var properties = new Dictionary<string, string>();
            foreach (var line in lines.Where(line => line.StartsWith("E: ", StringComparison.Ordinal)))
            {
                properties[line[3..line.IndexOf('=')]] = line[(line.IndexOf('=') + 1)..];
            }

            return path is null ? null : new UdevEntry(path, properties, [.. lines.Where(line => line.StartsWith("S: disk/", StringComparison.Ordinal)).Select(line => line[3..])]);
        }
    }
}
