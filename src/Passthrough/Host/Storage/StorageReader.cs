using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Storage;

/// <summary>Reads <c>/sys/class/block</c> with udev's database and links, the kernel's tables of mounts and swaps, <c>fstab</c> and <c>crypttab</c>.</summary>
public static class StorageReader
{
    private const int SectorBytes = 512;

    private static readonly ImmutableArray<(string Prefix, BlockDeviceKind Kind)> NamedKinds =
    [
        ("dm-", BlockDeviceKind.Mapped),
        ("md", BlockDeviceKind.Raid),
        ("loop", BlockDeviceKind.Loop),
        ("zram", BlockDeviceKind.Memory),
        ("ram", BlockDeviceKind.Memory),
        ("sr", BlockDeviceKind.Optical),
        ("zd", BlockDeviceKind.Volume),
        ("bcache", BlockDeviceKind.Volume),
        ("drbd", BlockDeviceKind.Volume),
        ("nbd", BlockDeviceKind.Volume),
        ("rbd", BlockDeviceKind.Volume),
    ];

    /// <summary>Everything about storage.</summary>
    /// <param name="reader">The machine.</param>
    public static StorageFacts Read(MachineReader reader)
    {
        var roots = reader.Roots;
        return new StorageFacts(
            ReadDevices(reader),
            ReadMounts(reader),
            SwapArea.Parse(reader.ReadText(roots.Proc("swaps"))),
            FstabEntry.Parse(reader.ReadText(roots.Etc("fstab"))),
            CrypttabEntry.Parse(reader.ReadText(roots.Etc("crypttab"))),
            ReadBtrfs(reader),
            [.. (reader.List(roots.Proc("spl/kstat/zfs")) ?? []).Where(name => IsPool(reader, roots.Proc($"spl/kstat/zfs/{name}")))]);
    }

    /// <summary>Mounted file systems that lie on block devices; null when no table of them is there.</summary>
    /// <param name="reader">The machine.</param>
    internal static ImmutableArray<MountPoint>? ReadMounts(MachineReader reader) =>
        reader.ReadText(reader.Roots.Proc("self/mountinfo")) is { } mountinfo
            ? MountTable.Parse(mountinfo)
            : reader.ReadText(reader.Roots.Proc("self/mounts")) is { } shorter ? MountTable.ParseShort(shorter) : null;

    /// <summary>What a device is, by its name: what the kernel's drivers for devices without hardware call theirs.</summary>
    /// <param name="name">The name in sysfs.</param>
    internal static BlockDeviceKind KindOf(string name) =>
        NamedKinds.FirstOrDefault(named =>
            name.StartsWith(named.Prefix, StringComparison.Ordinal) && name.Length > named.Prefix.Length && name[named.Prefix.Length] is '_' or >= '0' and <= '9') is { Prefix: not null } found
            ? found.Kind
            : BlockDeviceKind.Disk;

    private static ImmutableArray<BlockDevice> ReadDevices(MachineReader reader)
    {
        var folder = reader.Roots.Sys("class/block");
        var found = (reader.List(folder) is { IsEmpty: false } names ? names.Select(name => ($"{folder}/{name}", name, reader.ReadLink($"{folder}/{name}"))) : ReadBelowDisks(reader)).ToList();
        var links = found.Count == 0 ? Enumerable.Empty<string>().ToLookup(link => link, StringComparer.Ordinal) : DiskLinks.Read(reader);
        var devices = new List<BlockDevice>();
        foreach (var (path, name, place) in found)
        {
            if (place is not null && reader.ReadLine($"{path}/hidden") is not "1")
            {
                devices.Add(ReadDevice(reader, path, name, place, links));
            }
        }

        return [.. devices.OrderBy(device => device.Parent ?? device.Name, CountingOrder.Instance).ThenBy(device => device.Name, CountingOrder.Instance)];
    }

    // A recorded tree may have only /sys/block, where partitions are folders in those of their disks.
    private static IEnumerable<(string Path, string Name, string? Place)> ReadBelowDisks(MachineReader reader)
    {
        var folder = reader.Roots.Sys("block");
        foreach (var disk in reader.List(folder) ?? [])
        {
            var place = reader.ReadLink($"{folder}/{disk}");
            yield return ($"{folder}/{disk}", disk, place);
            foreach (var part in (reader.List($"{folder}/{disk}") ?? []).Where(name => name.StartsWith(disk, StringComparison.Ordinal) && reader.Exists($"{folder}/{disk}/{name}/partition")))
            {
                yield return ($"{folder}/{disk}/{part}", part, $"{place}/{part}");
            }
        }
    }

    private static BlockDevice ReadDevice(MachineReader reader, string path, string name, string place, ILookup<string, string> links)
    {
        var isPartition = reader.ReadLine($"{path}/partition") is not null;
        var kind = isPartition ? BlockDeviceKind.Partition : KindOf(name);
        var number = reader.ReadLine($"{path}/dev");
        var udev = UdevRecord.Parse(number is null ? null : reader.ReadText(reader.Roots.Run($"udev/data/b{number}")));
        return new BlockDevice
        {
            Name = name,
            Number = number,
            Kind = kind,
            Parent = isPartition && place.Split('/') is [.., var parent, _] ? parent : null,
            SizeBytes = long.TryParse(reader.ReadLine($"{path}/size"), NumberStyles.None, CultureInfo.InvariantCulture, out var sectors) && sectors <= long.MaxValue / SectorBytes
                ? sectors * SectorBytes
                : null,
            Model = isPartition ? null : reader.ReadLine($"{path}/device/model") ?? (name.StartsWith("mmcblk", StringComparison.Ordinal) ? reader.ReadLine($"{path}/device/name") : null),
            IsRotational = isPartition ? null : Flag(reader.ReadLine($"{path}/queue/rotational")),
            IsRemovable = isPartition ? null : Flag(reader.ReadLine($"{path}/removable")),
            IsReadOnly = Flag(reader.ReadLine($"{path}/ro")),
            Transport = DevicePlace.Transport(place),
            Controllers = ReadControllers(reader, place),
            Holders = reader.List($"{path}/holders") ?? [],
            Slaves = isPartition ? [] : reader.List($"{path}/slaves") ?? [],
            MappingName = kind == BlockDeviceKind.Mapped ? reader.ReadLine($"{path}/dm/name") : null,
            Mapping = kind == BlockDeviceKind.Mapped ? MappingOf(reader.ReadLine($"{path}/dm/uuid")) : null,
            RaidLevel = kind == BlockDeviceKind.Raid ? reader.ReadLine($"{path}/md/level") : null,
            BackingFile = kind == BlockDeviceKind.Loop ? reader.ReadLine($"{path}/loop/backing_file") : null,
            Content = udev.GetValueOrDefault("ID_FS_TYPE"),
            Label = udev.GetValueOrDefault("ID_FS_LABEL"),
            PartitionTable = udev.GetValueOrDefault("ID_PART_TABLE_TYPE"),
            PartitionType = udev.GetValueOrDefault("ID_PART_ENTRY_TYPE")?.ToLowerInvariant(),
            Links = [.. links[name].Order(StringComparer.Ordinal)],
        };
    }

    // A namespace that can have several paths lies below a virtual nvme-subsystem, which links to the controllers.
    private static ImmutableArray<PciAddress> ReadControllers(MachineReader reader, string place)
    {
        var parts = place.Split('/').SkipWhile(part => part is "..").ToArray();
        var index = Array.IndexOf(parts, "nvme-subsystem");
        if (index < 0 || index + 1 >= parts.Length)
        {
            return DevicePlace.Controller(place) is { } controller ? [controller] : [];
        }

        var subsystem = reader.Roots.Sys(string.Join('/', parts.Take(index + 2)));
        return
        [
            .. (reader.List(subsystem) ?? [])
                .Where(name => name.StartsWith("nvme", StringComparison.Ordinal) && name.AsSpan(4).IndexOfAnyExceptInRange('0', '9') < 0)
                .Select(name => reader.ReadLink($"{subsystem}/{name}"))
                .OfType<string>()
                .Select(DevicePlace.Controller)
                .OfType<PciAddress>()
                .Distinct()
                .Order(),
        ];
    }

    // Beside the pools' folders lie files with the module's own counters.
    private static bool IsPool(MachineReader reader, string folder) => reader.Exists($"{folder}/state") || reader.Exists($"{folder}/txgs");

    private static ImmutableArray<ImmutableArray<string>> ReadBtrfs(MachineReader reader)
    {
        var folder = reader.Roots.Sys("fs/btrfs");
        return [.. (reader.List(folder) ?? []).Select(name => reader.List($"{folder}/{name}/devices")).OfType<ImmutableArray<string>>().Where(members => !members.IsEmpty)];
    }

    private static MappingKind MappingOf(string? uuid) => uuid switch
    {
        not null when uuid.StartsWith("LVM-", StringComparison.Ordinal) => MappingKind.Lvm,
        not null when uuid.StartsWith("CRYPT-", StringComparison.Ordinal) => MappingKind.Crypt,
        not null when uuid.StartsWith("mpath-", StringComparison.Ordinal) => MappingKind.Multipath,
        not null when uuid.StartsWith("part", StringComparison.Ordinal) => MappingKind.Partition,
        _ => MappingKind.Other,
    };

    private static bool? Flag(string? line) => line switch { "1" => true, "0" => false, _ => null };
}
