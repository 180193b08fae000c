using System.Globalization;
using Passthrough.Guests.Disks;
using static Passthrough.Guests.Qemu.OptionText;

namespace Passthrough.Guests.Qemu;

/// <summary>Disks and discs.</summary>
internal static class StorageArguments
{
    private const string ScsiName = "scsi";

    /// <summary>The arguments.</summary>
    public static IEnumerable<string> Of(GuestSpec guest)
    {
        if (guest.Disks.FirstOrDefault(disk => disk.Bus == GuestDiskBus.Scsi) is { } scsi)
        {
            yield return "-device";
            yield return Join("virtio-scsi-pci", "id=" + ScsiName, "bus=" + QemuArguments.RootBus(guest), ThreadOf(scsi), scsi.Queues is { } queues ? "num_queues=" + Number(queues) : null);
        }

        // q35 has a SATA controller, i440fx has none.
        if (guest.Machine == GuestMachine.I440fx && guest.Disks.Any(disk => disk.Bus == GuestDiskBus.Sata))
        {
            yield return "-device";
            yield return "ich9-ahci,id=ide,bus=pci.0";
        }

        for (var index = 0; index < guest.Disks.Length; index++)
        {
            var disk = guest.Disks[index];
            var node = "disk-" + Number(index);
            yield return "-blockdev";
            yield return NodeOf(disk, node);
            yield return "-device";
            yield return DeviceOf(guest, disk, node);
        }
    }

    private static string NodeOf(GuestDisk disk, string node)
    {
        var isDirect = disk.Cache is GuestDiskCache.None or GuestDiskCache.Directsync;
        var cache = disk.Kind == GuestDiskKind.Cdrom ? null : Join("cache.direct=" + OnOff(isDirect), "cache.no-flush=" + OnOff(disk.Cache == GuestDiskCache.Unsafe));
        return Join(
            "driver=" + EnumWord.Of(disk.Format),
            "node-name=" + node,
            disk.IsReadOnly ? "read-only=on" : null,
            disk.HasDiscard ? "discard=unmap" : null,
            cache,
            "file.driver=" + (disk.IsBlockDevice ? "host_device" : "file"),
            "file.filename=" + Value(disk.Path),
            disk.Kind == GuestDiskKind.Cdrom ? null : "file.aio=" + EnumWord.Of(disk.Aio),
            disk.HasDiscard ? "file.discard=unmap" : null,
            cache is null ? null : "file.cache.direct=" + OnOff(isDirect));
    }

    private static string DeviceOf(GuestSpec guest, GuestDisk disk, string node)
    {
        var place = Number(guest.PlaceOnBus(disk));
        var isCdrom = disk.Kind == GuestDiskKind.Cdrom;
        var (driver, where) = disk.Bus switch
        {
            GuestDiskBus.Virtio => ("virtio-blk-pci", Join("bus=" + QemuArguments.RootBus(guest), ThreadOf(disk), disk.Queues is { } queues ? "num-queues=" + Number(queues) : null)),
            GuestDiskBus.Scsi => (isCdrom ? "scsi-cd" : "scsi-hd", $"bus={ScsiName}.0,channel=0,scsi-id=0,lun={place}"),
            _ => (isCdrom ? "ide-cd" : "ide-hd", $"bus=ide.{place}"),
        };
        return Join(
            driver,
            where,
            "drive=" + node,
            disk.BootOrder is { } order ? "bootindex=" + Number(order) : null,
            disk.Serial is { } serial ? "serial=" + Value(serial) : null,
            isCdrom ? null : "write-cache=" + OnOff(disk.Cache is not (GuestDiskCache.Writethrough or GuestDiskCache.Directsync)));
    }

    private static string? ThreadOf(GuestDisk disk) => disk.IoThread is { } thread ? "iothread=" + ProcessorArguments.IoThreadName(thread) : null;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
