using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Host.Storage;
using Passthrough.Readiness;
using Spectre.Console;

namespace Passthrough.Cli.Views;

/// <summary>Disks below the controllers that they hang on, with what uses them and whether the controller could be given away.</summary>
internal static class DisksView
{
    /// <summary>The view as lines of markup.</summary>
    /// <param name="storage">The disks.</param>
    /// <param name="controllers">The judged controllers.</param>
    /// <param name="pci">The functions.</param>
    /// <param name="roots">The machine, which names the nodes.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(StorageFacts storage, IReadOnlyCollection<StorageController> controllers, PciFacts pci, HostRoots roots, int width)
    {
        var uses = new DiskUses(storage);
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var controller in controllers)
        {
            foreach (var line in Heading(controller, pci, width))
            {
                yield return line;
            }

            foreach (var line in controller.Disks.Where(shown.Add).Select(storage.Find).OfType<BlockDevice>().SelectMany(disk => Disk(storage, uses, disk, roots, width)))
            {
                yield return line;
            }

            yield return "";
        }

        var rest = storage.Devices.Where(device => IsWorthShowing(device) && !shown.Contains(device.Name)).ToList();
        if (rest.Count > 0)
        {
            yield return controllers.Count > 0 ? "[bold]Not on PCI, or made by software[/]" : "[bold]Disks[/]";
            foreach (var line in rest.SelectMany(disk => Disk(storage, uses, disk, roots, width)))
            {
                yield return line;
            }
        }
        else if (controllers.Count == 0)
        {
            yield return "No disks.";
        }
    }

    /// <summary>Bytes for people: <c>931.5 GiB</c>; a question mark for an unknown size.</summary>
    /// <param name="bytes">The size.</param>
    internal static string Size(long? bytes) => bytes is { } value ? ByteSize.Words(value) : "?";

    // A free loop device and an unused RAM disk say nothing; partitions stand below their disks.
    private static bool IsWorthShowing(BlockDevice device) =>
        device.Kind is not BlockDeviceKind.Partition && !(device.Kind is BlockDeviceKind.Loop or BlockDeviceKind.Memory or BlockDeviceKind.Volume && device.SizeBytes is null or 0);

    private static IEnumerable<string> Heading(StorageController controller, PciFacts pci, int width)
    {
        var device = pci.Find(controller.Address);
        var name = device is null ? "" : DeviceWords.Name(device);
        var driver = controller.Driver ?? "no driver";
        yield return $"[bold]{controller.Address}[/]{Escape(TextLayout.Cut($"  {name} ({driver}, {(controller.Group is { } group ? $"group {group}" : "no group")})", width - controller.Address.ToString().Length))}";
        foreach (var line in TextLayout.Hang("  ", Verdict(controller), width))
        {
            yield return Escape(line);
        }
    }

    private static string Verdict(StorageController controller)
    {
        if (!controller.IsStorage)
        {
            return "Not a storage controller: its disks can be given one by one.";
        }

        if (controller.IsFree)
        {
            return controller.Disks.IsEmpty
                ? "Could be given to a guest: no disk of it is visible to the host."
                : "Could be given to a guest whole: the host uses none of its disks.";
        }

        return $"Not to be given away: {string.Join("; ", controller.Obstacles.Select(Words))}.";
    }

    private static string Words(ControllerObstacle obstacle) => obstacle.Kind switch
    {
        ControllerObstacleKind.InUse => $"the host uses it ({Some(obstacle.Subjects)})",
        ControllerObstacleKind.Configured => $"its disks belong to the host ({Some(obstacle.Subjects)})",
        ControllerObstacleKind.SharedGroup => $"its IOMMU group also holds {Some(obstacle.Subjects)}",
        ControllerObstacleKind.UseUnknown when obstacle.Subjects.IsEmpty => "what the host has mounted is not known",
        ControllerObstacleKind.UseUnknown => $"the disks under {Some(obstacle.Subjects)} are not seen and may be here",
        ControllerObstacleKind.NoGroup => "it has no IOMMU group",
        _ => "it lies behind Intel VMD; switch VMD off in the firmware's setup",
    };

    private static string Some(IReadOnlyList<string> subjects) =>
        subjects.Count <= 3 ? string.Join(", ", subjects) : $"{string.Join(", ", subjects.Take(3))} and {subjects.Count - 3} more";

    private static IEnumerable<string> Disk(StorageFacts storage, DiskUses uses, BlockDevice disk, HostRoots roots, int width)
    {
        var about = new[] { Size(disk.SizeBytes), disk.Model ?? disk.MappingName ?? disk.RaidLevel ?? disk.BackingFile, Kind(disk) }.OfType<string>();
        yield return Escape(TextLayout.Cut($"  {disk.Name}  {string.Join(", ", about)}", width));
        var partitions = storage.Devices.Where(device => string.Equals(device.Parent, disk.Name, StringComparison.Ordinal)).ToList();
        var own = uses.OfItself(disk.Name);
        if (partitions.Count == 0 || !own.IsEmpty)
        {
            foreach (var line in TextLayout.Hang("    ", Use(disk, own), width))
            {
                yield return Escape(line);
            }
        }

        foreach (var line in TextLayout.Columns(
            [.. partitions.Select(partition => new[] { partition.Name, Size(partition.SizeBytes), partition.Content ?? "-", Use(partition, uses.OfItself(partition.Name)) })], width, "    "))
        {
            yield return Escape(line);
        }

        if (disk.Kind == BlockDeviceKind.Disk && StableName(disk) is { } link)
        {
            yield return Escape($"    {(uses.Of(disk.Name).IsEmpty ? "for a guest: " : "stable name: ")}{roots.NameOf(roots.Dev($"disk/{link}"))}");
        }
    }

    /// <summary>The link that names a disk for good: by what it is rather than where it is plugged in; null when udev made none.</summary>
    /// <param name="disk">The disk.</param>
    internal static string? StableName(BlockDevice disk) =>
        disk.Links.Where(link => link.StartsWith("by-id/", StringComparison.Ordinal)).OrderBy(Rank).ThenBy(link => link.Length).FirstOrDefault()
        ?? disk.Links.FirstOrDefault(link => link.StartsWith("by-path/", StringComparison.Ordinal));

    // A model and a serial number mean something to a person, a world wide name nothing.
    private static int Rank(string link) => link["by-id/".Length..] switch
    {
        var name when name.StartsWith("wwn-", StringComparison.Ordinal) || name.StartsWith("nvme-eui.", StringComparison.Ordinal) || name.StartsWith("nvme-nvme.", StringComparison.Ordinal)
            || name.StartsWith("nvme-uuid.", StringComparison.Ordinal) || name.StartsWith("scsi-3", StringComparison.Ordinal) => 1,
        var name when name.StartsWith("lvm-pv-", StringComparison.Ordinal) => 2,
        _ => 0,
    };

    private static string Kind(BlockDevice disk) => disk.Kind switch
    {
        BlockDeviceKind.Disk when disk.Transport is StorageTransport.Virtio or StorageTransport.Virtual or StorageTransport.Other => Transport(disk.Transport),
        BlockDeviceKind.Disk => disk.IsRotational is true ? $"{Transport(disk.Transport)}, spinning" : Transport(disk.Transport),
        BlockDeviceKind.Optical => "optical drive",
        BlockDeviceKind.Mapped => disk.Mapping switch
        {
            MappingKind.Lvm => "LVM volume",
            MappingKind.Crypt => "opened encrypted volume",
            MappingKind.Multipath => "multipath",
            MappingKind.Partition => "partition of a mapped device",
            _ => "device mapper",
        },
        BlockDeviceKind.Raid => "RAID",
        BlockDeviceKind.Loop => "loop",
        BlockDeviceKind.Memory => "in memory",
        _ => "volume",
    };

    private static string Transport(StorageTransport transport) => transport switch
    {
        StorageTransport.Nvme => "NVMe",
        StorageTransport.NvmeFabrics => "NVMe over a network",
        StorageTransport.Ata => "SATA",
        StorageTransport.Usb => "USB",
        StorageTransport.Sas => "SAS",
        StorageTransport.FibreChannel => "Fibre Channel",
        StorageTransport.Iscsi => "iSCSI",
        StorageTransport.Virtio => "virtio",
        StorageTransport.Mmc => "eMMC or SD",
        StorageTransport.Scsi => "SCSI",
        StorageTransport.Virtual => "made by software",
        _ => "disk",
    };

    private static string Use(BlockDevice device, IReadOnlyCollection<DiskUse> uses)
    {
        if (uses.Count > 0)
        {
            var mounts = uses.Where(use => use.Kind == DiskUseKind.Mounted).Select(use => use.Subject).Distinct(StringComparer.Ordinal).ToList();
            var others = uses.Where(use => use.Kind != DiskUseKind.Mounted).Select(use => use.Words).Distinct(StringComparer.Ordinal);
            return string.Join("; ", others.Prepend(mounts.Count == 0 ? "" : $"mounted at {Some(mounts)}").Where(text => text.Length > 0));
        }

        return device.SizeBytes is 0 ? "no medium" : device.Content is null ? "not used" : $"not used ({device.Content})";
    }

    private static string Escape(string text) => Markup.Escape(TextLayout.Plain(text));
}
