using Passthrough.Guests.Description;
using Passthrough.Guests.Disks;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>Disks and discs of a command.</summary>
internal static class QemuDisks
{
    /// <summary>Reads them.</summary>
    public static void Import(ImportDraft draft, QemuParts parts)
    {
        var scsi = parts.All("-device").FirstOrDefault(device => device.Name.StartsWith("virtio-scsi-", StringComparison.Ordinal));
        var hasScsi = parts.All("-device").Any(device => device.Name is "scsi-hd" or "scsi-block" or "scsi-disk");
        var (thread, queues) = hasScsi ? (ThreadOf(draft, parts, scsi), QemuParts.Number(scsi?.Take("num_queues"))) : (null, null);
        foreach (var option in parts.Options)
        {
            switch (option.Option, option.Name)
            {
                case ("-device", var driver) when option.Peek("drive") is not null && BusOf(driver) is { } bus:
                    Device(draft, parts, option, driver, bus, thread, queues);
                    break;
                case ("-drive", _) when option.Peek("if") is "virtio" or "ide" or "scsi" or "sata" or null:
                    Drive(draft, parts, option);
                    break;
                case ("-hda" or QemuOptions.Disk, _) when option.Take("") is { Length: > 0 } file && draft.PathOf(option.Where, file) is { } path:
                    draft.Add(new DraftDisk(option.Where, new DiskDescription(path) { Bus = GuestDiskBus.Sata, HasDiscard = false }, IsDisc: false));
                    break;
                case ("-cdrom", _) when option.Take("") is { Length: > 0 } file && draft.PathOf(option.Where, file) is { } path:
                    draft.Add(new DraftDisk(option.Where, new DiskDescription(path), IsDisc: true));
                    break;
                default:
                    break;
            }
        }
    }

    private static GuestDiskBus? BusOf(string driver) => driver switch
    {
        "virtio-blk-pci" or "virtio-blk" or "virtio-blk-device" or "virtio-blk-pci-non-transitional" or "virtio-blk-pci-transitional" => GuestDiskBus.Virtio,
        "scsi-hd" or "scsi-cd" or "scsi-block" or "scsi-disk" => GuestDiskBus.Scsi,
        "ide-hd" or "ide-cd" or "ide-drive" or "nvme" or "usb-storage" => GuestDiskBus.Sata,
        _ => null,
    };

    private static void Device(ImportDraft draft, QemuParts parts, SourcePart device, string driver, GuestDiskBus bus, int? scsiThread, int? scsiQueues)
    {
        var id = device.Take("drive");
        var behind = parts.ById("-drive", id) ?? parts.ById("-blockdev", id, "node-name");
        if (behind is null || QemuDrives.Of(draft, parts, behind) is not { } drive)
        {
            device.Drop(draft, behind is null ? $"there is no drive '{id}'" : "disks are files and block devices, and discs are images in a drive");
            behind?.TakeWhole();
            return;
        }

        device.Take("driver");
        device.Take("id");
        var order = parts.OrderOf(device);
        if (driver is "ide-cd" or "scsi-cd" || drive.IsDisc)
        {
            draft.Add(new DraftDisk(device.Where, new DiskDescription(drive.Path) { BootOrder = order }, IsDisc: true));
            return;
        }

        if (driver is "nvme" or "usb-storage" or "scsi-block")
        {
            draft.Drop(device.Where, driver, $"the disk is on {EnumWord.Of(bus)}");
        }

        var writesBack = device.Flag("write-cache");
        var own = ThreadOf(draft, parts, device);
        var queues = QemuParts.Number(device.Take("num-queues"));
        Add(draft, device.Where, drive, bus, new DiskDescription(drive.Path)
        {
            Cache = drive.CacheWith(writesBack),
            IoThread = bus == GuestDiskBus.Scsi ? scsiThread ?? 0 : own ?? 0,
            Queues = bus == GuestDiskBus.Scsi ? scsiQueues : queues,
            BootOrder = order,
            Serial = device.Take("serial") ?? drive.Serial,
        });
    }

    private static void Drive(ImportDraft draft, QemuParts parts, SourcePart option)
    {
        var bus = option.Peek("if") switch { "virtio" => GuestDiskBus.Virtio, "scsi" => GuestDiskBus.Scsi, _ => GuestDiskBus.Sata };
        if (QemuDrives.Of(draft, parts, option) is not { } drive)
        {
            return;
        }

        if (drive.IsDisc)
        {
            draft.Add(new DraftDisk(option.Where, new DiskDescription(drive.Path), IsDisc: true));
            return;
        }

        Add(draft, option.Where, drive, bus, new DiskDescription(drive.Path) { Cache = drive.CacheWith(null), IoThread = 0, Serial = drive.Serial });
    }

    private static void Add(ImportDraft draft, string where, QemuDrive drive, GuestDiskBus bus, DiskDescription disk)
    {
        if (drive.Format is not (null or "raw" or "qcow2"))
        {
            draft.Drop(where, $"{drive.Path} of format {drive.Format}", "images are raw or qcow2 (qemu-img convert makes one)");
            return;
        }

        draft.Add(new DraftDisk(
            where,
            disk with
            {
                Format = drive.Format is null ? null : EnumWord.Parse<GuestDiskFormat>(drive.Format),
                Bus = bus,
                IsReadOnly = drive.IsReadOnly ? true : null,
                Aio = drive.Aio,
                HasDiscard = drive.HasDiscard,
            },
            IsDisc: false));
    }

    private static int? ThreadOf(ImportDraft draft, QemuParts parts, SourcePart? device)
    {
        var id = device?.Take("iothread");
        var place = parts.ThreadOf(id);
        if (id is not null && place is null)
        {
            draft.Drop(device!.Where, $"iothread={id}", "there is no such I/O thread");
        }

        return place;
    }
}
