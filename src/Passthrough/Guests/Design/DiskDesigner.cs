using System.Collections.Immutable;
using Passthrough.Disks;
using Passthrough.Guests.Description;
using Passthrough.Guests.Disks;

namespace Passthrough.Guests.Design;

/// <summary>Chooses how disks and discs are connected.</summary>
internal static class DiskDesigner
{
    private const string Devices = "/dev/";

    /// <summary>Disks, then discs.</summary>
    public static ImmutableArray<GuestDisk> Design(DesignScope scope, GuestSpec guest)
    {
        var wanted = scope.Wanted;
        var orders = wanted.Disks.Any(disk => disk.BootOrder is not null) || wanted.Pci.Any(device => device.BootOrder is not null);
        ImmutableArray<GuestDisk> disks =
        [
            .. wanted.Disks.Select((disk, index) => Disk(scope, disk, $"disks[{index}]", orders ? disk.BootOrder : index + 1)),
            .. wanted.Cdroms.Select((path, index) => Disc(scope, path, $"cdroms[{index}]", orders ? null : wanted.Disks.Length + index + 1)),
        ];
        if (disks.Length > GuestRules.MostDisks)
        {
            throw scope.Bad("disks", $"{disks.Length} disks and discs are more than {GuestRules.MostDisks}");
        }

        if (disks.Count(disk => disk.Bus == GuestDiskBus.Sata) > GuestRules.MostSataDisks)
        {
            throw scope.Bad("disks", $"there are only {GuestRules.MostSataDisks} SATA ports for disks and discs", "give some disks 'bus: scsi'");
        }

        if (guest.Machine == GuestMachine.I440fx && disks.Any(disk => disk.IoThread is not null && disk.Bus == GuestDiskBus.Sata))
        {
            throw scope.Bad("disks", "SATA has no I/O threads");
        }

        return disks;
    }

    private static GuestDisk Disk(DesignScope scope, DiskDescription wanted, string key, int? order)
    {
        scope.Note($"{key}.path", wanted.Path, "", isGiven: true);
        var isDevice = wanted.Path.StartsWith(Devices, StringComparison.Ordinal);
        var format = scope.Word($"{key}.format", wanted.Format, FormatOf(scope, wanted, key, isDevice), isDevice ? "a device holds the bytes of the disk" : "by the file's name");
        var bus = scope.Word($"{key}.bus", wanted.Bus, GuestDiskBus.Virtio, "fastest; Windows needs the driver viostor before it starts from it");
        var cache = scope.Word(
            $"{key}.cache", wanted.Cache, isDevice ? GuestDiskCache.None : GuestDiskCache.Writeback, isDevice ? "the guest's own cache is enough" : "every file system takes it; flushes reach the disk");
        var isDirect = cache is GuestDiskCache.None or GuestDiskCache.Directsync;
        var aio = scope.Word($"{key}.aio", wanted.Aio, isDevice && isDirect ? GuestDiskAio.Native : GuestDiskAio.Threads, isDevice && isDirect ? "the kernel's own asynchronous I/O on a device" : "right for files");
        if (aio == GuestDiskAio.Native && !isDirect)
        {
            throw scope.Bad($"{key}.aio", $"native I/O does not go with the cache {EnumWord.Of(cache)}", "say 'cache: none', or leave 'aio' away");
        }

        var isVirtual = bus is not GuestDiskBus.Sata;
        var thread = scope.Number($"{key}.io-thread", wanted.IoThread, isVirtual ? 1 : 0, isVirtual ? "a thread of its own keeps disk work from the processors' threads" : "SATA has none");
        if (!isVirtual && (thread > 0 || wanted.Queues is not null))
        {
            throw scope.Bad($"{key}.io-thread", "a SATA disk has neither I/O threads nor queues", "choose 'bus: virtio' or 'bus: scsi'");
        }

        if (!isVirtual && wanted.IsReadOnly == true)
        {
            throw scope.Bad($"{key}.read-only", "a SATA disk can always be written", "choose 'bus: virtio' or 'bus: scsi'");
        }

        if (wanted.Queues is { } queues)
        {
            scope.Note($"{key}.queues", queues.ToString(System.Globalization.CultureInfo.InvariantCulture), "", isGiven: true);
        }

        return new GuestDisk(wanted.Path, format, isDevice, bus)
        {
            IsReadOnly = scope.Flag($"{key}.read-only", wanted.IsReadOnly, chosen: false, "the guest writes it"),
            Cache = cache,
            Aio = aio,
            HasDiscard = scope.Flag($"{key}.discard", wanted.HasDiscard, chosen: true, "space that the guest frees is freed on the host"),
            IoThread = thread > 0 ? thread : null,
            Queues = wanted.Queues,
            BootOrder = order,
            Serial = wanted.Serial,
        };
    }

    private static GuestDisk Disc(DesignScope scope, string path, string key, int? order)
    {
        scope.Note(key, path, "", isGiven: true);
        var isDevice = path.StartsWith(Devices, StringComparison.Ordinal);
        return new GuestDisk(path, GuestDiskFormat.Raw, isDevice, GuestDiskBus.Sata)
        {
            Kind = GuestDiskKind.Cdrom,
            IsReadOnly = true,
            Cache = GuestDiskCache.Writeback,
            BootOrder = order,
        };
    }

    private static GuestDiskFormat FormatOf(DesignScope scope, DiskDescription wanted, string key, bool isDevice) => wanted switch
    {
        { Format: { } given } => given,
        _ when isDevice => GuestDiskFormat.Raw,
        _ when ImageFormats.OfName(wanted.Path) is { } named => named,
        _ => throw scope.Bad(key, $"the name '{wanted.Path}' does not tell the disk's format", "say 'format: raw' or 'format: qcow2' (qemu-img info tells)"),
    };
}
