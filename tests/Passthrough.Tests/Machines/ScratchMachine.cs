using Passthrough.Host;

namespace Passthrough.Tests.Machines;

/// <summary>A machine's root laid out in a temporary folder, with links as sysfs makes them; removed on disposal.</summary>
internal sealed class ScratchMachine : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("passthrough-machine-").FullName;

    public HostRoots Roots => HostRoots.Under(root);

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>Where a path of the machine is found.</summary>
    public string Path(string machinePath) => Roots.Locate(machinePath);

    public ScratchMachine File(string machinePath, string text = "") => Bytes(machinePath, System.Text.Encoding.UTF8.GetBytes(text));

    public ScratchMachine Bytes(string machinePath, byte[] bytes)
    {
        var path = Path(machinePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, bytes);
        System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return this;
    }

    /// <summary>An EFI variable by which a boot loader says what it did.</summary>
    public ScratchMachine Variable(string name, string text) =>
        Bytes($"/sys/firmware/efi/efivars/{name}-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", [6, 0, 0, 0, .. System.Text.Encoding.Unicode.GetBytes(text + "\0")]);

    public ScratchMachine Folder(string machinePath)
    {
        Directory.CreateDirectory(Path(machinePath));
        return this;
    }

    public ScratchMachine Link(string machinePath, string target)
    {
        var path = Path(machinePath);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.CreateSymbolicLink(path, target);
        return this;
    }

    /// <summary>A PCI function; its place is the path from the root bus (<c>0000:00:01.0/0000:01:00.0</c>).</summary>
    public ScratchMachine Pci(
        string place, string ids, string deviceClass, string? driver = null, int? group = null, string? subsystem = null, bool? bootVga = null, string rootBus = "devices/pci0000:00")
    {
        var address = place[(place.LastIndexOf('/') + 1)..];
        var device = $"/sys/{rootBus}/{place}";
        File($"{device}/vendor", $"0x{ids[..4]}\n").File($"{device}/device", $"0x{ids[5..]}\n").File($"{device}/class", $"0x{deviceClass}\n");
        Link($"/sys/bus/pci/devices/{address}", $"../../../{rootBus}/{place}");
        return Driver(device, driver).Group(device, address, group).Subsystem(device, subsystem).BootVga(device, bootVga);
    }

    /// <summary>DRM nodes below a function, and a connector for each name with a screen plugged in.</summary>
    public ScratchMachine Drm(string device, string card, params string[] connected)
    {
        Folder($"{device}/drm/{card}");
        foreach (var connector in connected)
        {
            File($"{device}/drm/{card}/{card}-{connector}/status", "connected\n");
        }

        return this;
    }

    /// <summary>A process with open files.</summary>
    public ScratchMachine Process(int id, string command, params string[] open)
    {
        File($"/proc/{id}/comm", command + "\n").Folder($"/proc/{id}/fd");
        for (var index = 0; index < open.Length; index++)
        {
            Link($"/proc/{id}/fd/{index}", open[index]);
        }

        return this;
    }

    private ScratchMachine Driver(string device, string? driver) =>
        driver is null ? this : Folder($"/sys/bus/pci/drivers/{driver}").Link($"{device}/driver", $"{Up(device)}bus/pci/drivers/{driver}");

    private ScratchMachine Group(string device, string address, int? group) =>
        group is null
            ? this
            : Link($"{device}/iommu_group", $"{Up(device)}kernel/iommu_groups/{group}")
                .Link($"/sys/kernel/iommu_groups/{group}/devices/{address}", $"../../../../{device["/sys/".Length..]}")
                .File($"/sys/kernel/iommu_groups/{group}/type", "DMA-FQ\n");

    private ScratchMachine Subsystem(string device, string? ids) =>
        ids is null ? this : File($"{device}/subsystem_vendor", $"0x{ids[..4]}\n").File($"{device}/subsystem_device", $"0x{ids[5..]}\n");

    private ScratchMachine BootVga(string device, bool? isBoot) => isBoot is null ? this : File($"{device}/boot_vga", isBoot is true ? "1\n" : "0\n");

    // From a folder of /sys back to /sys.
    private static string Up(string device) => string.Concat(Enumerable.Repeat("../", device.Count(character => character == '/') - 1));
}
