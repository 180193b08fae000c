using System.Globalization;
using System.Text;
using Passthrough.Changes;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Planning;

namespace Passthrough.Tests.Changes;

/// <summary>
/// A machine in a temporary folder: a boot card, a second card with an audio function behind a root port, two kernels, GRUB, initramfs-tools, and an IOMMU that
/// the kernel has off.
/// </summary>
internal sealed class ScratchHost : IDisposable
{
    public const string BootId = "11111111-1111-1111-1111-111111111111";
    public const string Defaults = "GRUB_DEFAULT=0\nGRUB_TIMEOUT=5\n# words for every ordinary start\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=\"\"\n";

    public static readonly PciAddress Gpu = PciAddress.Parse("0000:01:00.0");
    public static readonly PciAddress Audio = PciAddress.Parse("0000:01:00.1");

    public ScratchHost()
    {
        Root = Directory.CreateTempSubdirectory("passthrough-test-").FullName;
        Roots = HostRoots.Under(Root);
        Tools = new ToolDouble(Roots);
        AddDevice("0000:00:01.0", "1234:1111", "1af4:1100", "030000", "bochs-drm", null, bootVga: true);
        AddDevice("0000:00:1c.0", "1b36:000c", null, "060400", "pcieport", null);
        AddDevice("0000:01:00.0", "1002:5159", "1af4:1100", "030000", "radeon", "0000:00:1c.0", bootVga: false);
        AddDevice("0000:01:00.1", "8086:293e", "1af4:1100", "040300", "snd_hda_intel", "0000:00:1c.0");
        Write("sys/firmware/acpi/tables/DMAR", "DMAR");
        Write("sys/firmware/acpi/tables/FACP", "FACP");
        Write("proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-6.1.0-2-amd64 root=UUID=aa ro quiet\n");
        Write("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: vmx\n");
        Write("proc/sys/kernel/osrelease", "6.1.0-2-amd64\n");
        Write("proc/sys/kernel/random/boot_id", BootId + "\n");
        Write("etc/default/grub", Defaults);
        Directory.CreateDirectory(Roots.Etc("initramfs-tools/hooks"));
        Directory.CreateDirectory(Roots.Etc("initramfs-tools/scripts/init-top"));
        Directory.CreateDirectory(Roots.Var("lib"));
        Directory.CreateDirectory(Roots.Run());
        Write("usr/sbin/update-initramfs", "");
        Write("usr/sbin/mkinitramfs", "");
        AddKernel("6.1.0-1-amd64");
        AddKernel("6.1.0-2-amd64");
        Write("boot/grub/grub.cfg", ToolDouble.GrubConfiguration(Roots));
        Write("boot/grub/grubenv", ToolDouble.Environment("saved_entry=0"));
        Directory.CreateDirectory(Roots.Etc("systemd/system"));
        File.SetUnixFileMode(Roots.Boot("grub/grub.cfg"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
    }

    public string Root { get; }

    public HostRoots Roots { get; }

    public ToolDouble Tools { get; }

    public ChangeContext Context => new(Roots, Tools) { Packages = new PackageDouble(Roots) };

    public static PlanRequest Request => new(Gpu);

    public HostFacts Facts => HostReader.Read(Roots);

    /// <summary>The machine with what a request rests on.</summary>
    public HostFacts FactsFor(PlanRequest request) => PlanFacts.For(Facts, Roots, request, Context.Packages);

    public void AddKernel(string version)
    {
        Write($"boot/vmlinuz-{version}", "kernel " + version);
        Write($"boot/initrd.img-{version}", "old image " + version);
        Write($"lib/modules/{version}/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko: kernel/drivers/vfio/vfio.ko\n");
    }

    public void AddDevice(string address, string ids, string? subsystem, string deviceClass, string? driver, string? parent, bool? bootVga = null)
    {
        var real = parent is null ? $"sys/devices/pci0000:00/{address}" : $"sys/devices/pci0000:00/{parent}/{address}";
        Write($"{real}/vendor", "0x" + ids[..4] + "\n");
        Write($"{real}/device", "0x" + ids[5..] + "\n");
        Write($"{real}/class", "0x" + deviceClass + "\n");
        if (subsystem is not null)
        {
            Write($"{real}/subsystem_vendor", "0x" + subsystem[..4] + "\n");
            Write($"{real}/subsystem_device", "0x" + subsystem[5..] + "\n");
        }

        if (bootVga is { } boot)
        {
            Write($"{real}/boot_vga", boot ? "1\n" : "0\n");
        }

        var link = Path.Combine(Root, "sys/bus/pci/devices", address);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        Directory.CreateSymbolicLink(link, Path.Combine("../../../..", real));
        SetDriver(address, driver);
    }

    /// <summary>A disk, or with its disk's name before it a partition.</summary>
    public void AddBlockDevice(string name, string number)
    {
        Write($"sys/devices/block/{name}/dev", number + "\n");
        Link($"sys/class/block/{Path.GetFileName(name)}", $"../../devices/block/{name}");
    }

    public void Link(string relative, string target)
    {
        var path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, target);
    }

    /// <summary>Binds another driver; null for none.</summary>
    public void SetDriver(string address, string? driver)
    {
        var link = Path.Combine(Root, "sys/bus/pci/devices", address, "driver");
        File.Delete(link);
        if (driver is not null)
        {
            Directory.CreateDirectory(Path.Combine(Root, "sys/bus/pci/drivers", driver));
            File.CreateSymbolicLink(link, Path.Combine(Root, "sys/bus/pci/drivers", driver));
        }
    }

    /// <summary>Puts functions into an IOMMU group.</summary>
    public void SetGroup(int number, params string[] addresses)
    {
        foreach (var address in addresses)
        {
            Write($"sys/kernel/iommu_groups/{number.ToString(CultureInfo.InvariantCulture)}/devices/{address}", "");
        }
    }

    /// <summary>What a reboot into the applied state shows.</summary>
    public void RebootIsolated()
    {
        Write("proc/sys/kernel/random/boot_id", "22222222-2222-2222-2222-222222222222\n");
        Write("proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-6.1.0-2-amd64 root=UUID=aa ro quiet intel_iommu=on iommu=pt\n");
        SetGroup(1, "0000:00:01.0");
        SetGroup(7, "0000:00:1c.0", "0000:01:00.0", "0000:01:00.1");
        SetDriver("0000:01:00.0", "vfio-pci");
        SetDriver("0000:01:00.1", "vfio-pci");
        Write("run/passthrough/isolation", "0000:01:00.0 bound -\n0000:01:00.1 bound -\n");
    }

    public void Write(string relative, string text)
    {
        var path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public string Read(string relative) => Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(Root, relative)));

    /// <summary>Everything in the folders that a boot depends on: path, mode, owner, time and content, as one text.</summary>
    public string Picture() => Picture(Root);

    /// <summary>The paths alone of such a picture.</summary>
    public static IEnumerable<string> Names(string picture) => picture.Split('\n').Select(line => line.Split(' ')[0]);

    public static string Picture(string root)
    {
        var text = new StringBuilder();
        foreach (var path in new[] { "etc", "boot" }.SelectMany(top => Directory.EnumerateFileSystemEntries(Path.Combine(root, top), "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
        {
            var isFolder = Directory.Exists(path);
            text.Append(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(root, path)} {File.GetUnixFileMode(path)} {(isFolder ? "folder" : Convert.ToBase64String(File.ReadAllBytes(path)) + " " + File.GetLastWriteTimeUtc(path).Ticks)}\n");
        }

        return text.ToString();
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
