using Passthrough.Guests.Description;
using Passthrough.Guests.Disks;

namespace Passthrough.Guests.Import.Libvirt;

/// <summary>Disks, discs and their controllers.</summary>
internal static class DomainDisks
{
    private const string Served = "I/O threads and queues of a SCSI controller are those of its disks";

    /// <summary>Reads them.</summary>
    public static void Import(ImportDraft draft, SourcePart devices)
    {
        var (thread, queues) = Scsi(draft, devices);
        foreach (var disk in devices.All("disk"))
        {
            Disk(draft, disk, thread, queues);
        }
    }

    private static (int? Thread, int? Queues) Scsi(ImportDraft draft, SourcePart devices)
    {
        var hasDisks = devices.Parts.Any(part => part.Name is "disk" && part.Peek("device") is null or "disk" or "lun" && part.Parts.Any(child => child.Name is "target" && child.Peek("bus") is "scsi"));
        var driver = devices.All("controller").Where(controller => controller.Peek("type") is "scsi" && controller.Peek("model") is "virtio-scsi").Select(controller => controller.Part("driver")).FirstOrDefault(part => part is not null);
        if (driver is not null && !hasDisks)
        {
            driver.Drop(draft, Served);
        }

        return (driver?.Number("iothread", draft), driver?.Number("queues", draft));
    }

    private static void Disk(ImportDraft draft, SourcePart disk, int? scsiThread, int? scsiQueues)
    {
        var (type, device) = (disk.Take("type"), disk.Take("device") ?? "disk");
        var (source, target, driver) = (disk.Part("source"), disk.Part("target"), disk.Part("driver"));
        var path = type switch { "file" => source?.Take("file"), "block" => source?.Take("dev"), _ => null };
        var format = driver?.Take("type");
        if (device is "cdrom" && path is null && type is "file" or "block")
        {
            draft.Note($"{disk.Where}: an empty drive is left out; discs are put in with 'cdroms:'");
            disk.TakeWhole();
            return;
        }

        if (path is null || device is not ("disk" or "cdrom" or "lun") || format is not (null or "raw" or "qcow2") || draft.PathOf(disk.Where, path) is not { } known)
        {
            disk.Drop(draft, "disks are files and block devices, raw or qcow2, and discs are images in a drive");
            return;
        }

        var order = disk.Part("boot")?.Number("order", draft);
        if (device is "cdrom")
        {
            driver?.Take("name");
            Disc(disk, target);
            draft.Add(new DraftDisk(disk.Where, new DiskDescription(known) { BootOrder = order }, IsDisc: true));
            return;
        }

        if (device is "lun")
        {
            draft.Drop(disk.Where, "device=lun", "the guest sees a disk; SCSI commands do not go through to the host's device");
        }

        var bus = Bus(draft, target);
        var isScsi = bus == GuestDiskBus.Scsi;
        driver?.Take("name");
        draft.Add(new DraftDisk(
            disk.Where,
            new DiskDescription(known)
            {
                Format = format is null ? null : EnumWord.Parse<GuestDiskFormat>(format),
                Bus = bus,
                IsReadOnly = disk.Part("readonly") is null ? null : true,
                Cache = Word<GuestDiskCache>(draft, driver, "cache"),
                Aio = Word<GuestDiskAio>(draft, driver, "io"),
                HasDiscard = driver?.Take("discard") is "unmap",
                IoThread = isScsi ? scsiThread ?? 0 : driver?.Number("iothread", draft) ?? 0,
                Queues = isScsi ? scsiQueues : driver?.Number("queues", draft),
                BootOrder = order,
                Serial = disk.Part("serial")?.Take(""),
            },
            IsDisc: false));
        if (bus == GuestDiskBus.Sata && (driver?.Peek("iothread") ?? driver?.Peek("queues")) is not null)
        {
            draft.Drop(driver!.Where, driver.Words, "a SATA disk has neither I/O threads nor queues");
        }
    }

    private static void Disc(SourcePart disk, SourcePart? target)
    {
        target?.Take("bus");
        target?.Take("dev");
        disk.Part("readonly");
    }

    private static T? Word<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicFields)] T>(ImportDraft draft, SourcePart? driver, string key)
        where T : struct, Enum
    {
        if (driver?.Take(key) is not { } text || text is "default")
        {
            return null;
        }

        var word = EnumWord.Parse<T>(text);
        if (word is null)
        {
            draft.Drop(driver.Where, $"{key}={text}", $"known are {string.Join(", ", EnumWord.All<T>())}");
        }

        return word;
    }

    private static GuestDiskBus Bus(ImportDraft draft, SourcePart? target)
    {
        target?.Take("dev");
        var bus = target?.Take("bus");
        if (bus is not null && EnumWord.Parse<GuestDiskBus>(bus) is { } known)
        {
            return known;
        }

        draft.Drop(target?.Where ?? "", $"bus={bus}", "the disk is on SATA, for which every system has a driver");
        return GuestDiskBus.Sata;
    }
}
