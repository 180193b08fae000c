using System.Globalization;

namespace Passthrough.Bench;

/// <summary>A machine's sysfs in a temporary folder, with the files that a real kernel shows of each PCI function; removed on disposal.</summary>
internal sealed class MadeUpMachine : IDisposable
{
    private const int FunctionsOfBus = 64;
    private const int FunctionsOfSlot = 8;
    private const int FunctionsOfCard = 40;

    private MadeUpMachine() => Root = Directory.CreateTempSubdirectory("passthrough-bench-").FullName;

    /// <summary>The folder that stands for <c>/</c>.</summary>
    public string Root { get; }

    /// <summary>A machine of so many functions, eight in a slot and in a group, a graphics card among each forty. Names come from this machine's pci.ids.</summary>
    /// <param name="functions">How many.</param>
    public static MadeUpMachine Of(int functions)
    {
        var machine = new MadeUpMachine();
        foreach (var names in new[] { "/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids" }.Where(File.Exists))
        {
            Directory.CreateDirectory(machine.Root + Path.GetDirectoryName(names));
            File.Copy(names, machine.Root + names);
        }

        for (var index = 0; index < functions; index++)
        {
            var bus = index / FunctionsOfBus;
            var slot = index % FunctionsOfBus / FunctionsOfSlot;
            var address = string.Create(CultureInfo.InvariantCulture, $"0000:{bus:x2}:{slot:x2}.{index % FunctionsOfSlot}");
            var (ids, deviceClass, driver) = (index % FunctionsOfCard) switch
            {
                0 => ("8086:1901", "060400", "pcieport"),
                1 => ("10de:2484", "030000", "nouveau"),
                2 => ("10de:228b", "040300", "snd_hda_intel"),
                3 => ("8086:43ed", "0c0330", "xhci_hcd"),
                _ => ("8086:1533", "020000", "igb"),
            };
            machine.AddFunction(string.Create(CultureInfo.InvariantCulture, $"devices/pci0000:{bus:x2}"), address, ids, deviceClass, driver, index / FunctionsOfSlot);
        }

        return machine;
    }

    /// <summary>A real host as a collection of hosts describes it.</summary>
    /// <param name="table">Its <c>pci.tsv</c>: address, ids, class, driver, group and place in sysfs.</param>
    public static MadeUpMachine Of(IEnumerable<string> table)
    {
        var machine = new MadeUpMachine();
        foreach (var row in table.Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')))
        {
            var place = row[10].TrimStart('/');
            var parent = place[..place.LastIndexOf('/')];
            machine.AddFunction(parent, row[0], $"{row[1]}:{row[2]}", row[5], row[8] is "-" ? null : row[8], row[9] is "-" ? null : int.Parse(row[9], CultureInfo.InvariantCulture));
        }

        return machine;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void AddFunction(string parent, string address, string ids, string deviceClass, string? driver, int? group)
    {
        var folder = $"{Root}/sys/{parent}/{address}";
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in new[]
        {
            ("vendor", $"0x{ids[..4]}"), ("device", $"0x{ids[5..]}"), ("class", $"0x{deviceClass}"), ("subsystem_vendor", "0x1043"), ("subsystem_device", "0x8694"), ("revision", "0x01"),
            ("numa_node", "-1"), ("power_state", "D0"), ("driver_override", "(null)"), ("irq", "16"), ("enable", "1"), ("modalias", $"pci:v0000{ids[..4]}d0000{ids[5..]}sv*"),
            ("resource", "0x00000000f6000000 0x00000000f6ffffff 0x0000000000040200"),
            ("uevent", $"{(driver is null ? "" : $"DRIVER={driver}\n")}PCI_CLASS={deviceClass.TrimStart('0')}\nPCI_ID={ids.ToUpperInvariant()}\nPCI_SUBSYS_ID=1043:8694\nPCI_SLOT_NAME={address}\nMODALIAS=pci:v0000{ids[..4]}d0000{ids[5..]}sv*"),
        })
        {
            File.WriteAllText($"{folder}/{name}", text + "\n");
        }

        var config = new byte[64];
        (config[0], config[1], config[2], config[3]) = (Convert.ToByte(ids[2..4], 16), Convert.ToByte(ids[..2], 16), Convert.ToByte(ids[7..9], 16), Convert.ToByte(ids[5..7], 16));
        (config[9], config[10], config[11]) = (Convert.ToByte(deviceClass[4..6], 16), Convert.ToByte(deviceClass[2..4], 16), Convert.ToByte(deviceClass[..2], 16));
        File.WriteAllBytes($"{folder}/config", config);
        var up = string.Concat(Enumerable.Repeat("../", parent.Count(character => character == '/') + 2));
        Link($"bus/pci/devices/{address}", $"../../../{parent}/{address}");
        if (driver is not null)
        {
            Directory.CreateDirectory($"{Root}/sys/bus/pci/drivers/{driver}");
            File.CreateSymbolicLink($"{folder}/driver", $"{up}bus/pci/drivers/{driver}");
        }

        if (group is { } number)
        {
            var name = number.ToString(CultureInfo.InvariantCulture);
            File.CreateSymbolicLink($"{folder}/iommu_group", $"{up}kernel/iommu_groups/{name}");
            Link($"kernel/iommu_groups/{name}/devices/{address}", $"../../../../{parent}/{address}");
            File.WriteAllText($"{Root}/sys/kernel/iommu_groups/{name}/type", "DMA-FQ\n");
            File.WriteAllText($"{Root}/sys/kernel/iommu_groups/{name}/reserved_regions", "0x00000000fee00000 0x00000000feefffff msi\n");
        }
    }

    private void Link(string path, string target)
    {
        var full = $"{Root}/sys/{path}";
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
    }
}
