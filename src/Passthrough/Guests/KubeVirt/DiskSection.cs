using System.Globalization;
using System.Text.Json.Nodes;
using Passthrough.Guests.Disks;
using Passthrough.Planning;

namespace Passthrough.Guests.KubeVirt;

/// <summary>
/// Disks and discs. A file or device of one machine is not there on another, so each becomes a <c>PersistentVolumeClaim</c> that has to be filled with its content; <c>hostDisk</c> would tie the
/// guest to one node and needs a feature gate that lets every guest read the node's files.
/// </summary>
internal static class DiskSection
{
    /// <summary><c>disks</c>.</summary>
    public static IEnumerable<JsonNode> Disks(GuestSpec guest, ClusterNames names) => guest.Disks.Select((disk, index) => Disk(guest, disk, names.Disks[index]));

    /// <summary>The volumes of the disks.</summary>
    public static IEnumerable<JsonNode> Volumes(GuestSpec guest, ClusterNames names) =>
        guest.Disks.Select((_, index) => Volume(names, names.Disks[index], isReadOnly: false));

    /// <summary>A volume whose content is a claim's.</summary>
    public static JsonNode Volume(ClusterNames names, string name, bool isReadOnly) => Tree.Map(
        ("name", name),
        ("persistentVolumeClaim", Tree.Map(("claimName", names.ClaimOf(name)), ("readOnly", Tree.When(isReadOnly, true)))));

    /// <summary>True when virtio disks have several queues.</summary>
    public static bool HasQueues(GuestSpec guest) => guest.Disks.Any(disk => disk is { Bus: GuestDiskBus.Virtio, Queues: > 1 });

    /// <summary>The key of a disk in the intent.</summary>
    public static string KeyOf(GuestSpec guest, GuestDisk disk) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(disk.Kind == GuestDiskKind.Cdrom ? "cdroms" : "disks")}[{guest.Disks.TakeWhile(other => other != disk).Count(other => other.Kind == disk.Kind)}]");

    /// <summary>What cannot be said.</summary>
    public static IEnumerable<NotKept> NotKept(GuestSpec guest, ClusterNames names) => guest.Disks.SelectMany((disk, index) =>
    {
        var key = KeyOf(guest, disk);
        return Content(key, disk, names.ClaimOf(names.Disks[index])).Concat(disk.Kind == GuestDiskKind.Cdrom ? [] : Settings(guest, key, disk));
    });

    private static JsonObject Disk(GuestSpec guest, GuestDisk disk, string name) => disk.Kind == GuestDiskKind.Cdrom
        ? Tree.Map(("name", name), ("cdrom", Tree.Map(("bus", EnumWord.Of(BusOf(disk))))), ("bootOrder", disk.BootOrder), ("serial", disk.Serial))
        : Tree.Map(
            ("name", name),
            ("disk", Tree.Map(("bus", EnumWord.Of(BusOf(disk))), ("readonly", Tree.When(disk.IsReadOnly, true)))),
            ("bootOrder", disk.BootOrder),
            ("cache", CacheOf(disk.Cache)),
            ("io", IoOf(disk)),
            ("serial", disk.Serial),
            ("dedicatedIOThread", Tree.When(IoThreadRules.IsDedicated(guest, disk), true)));

    // KubeVirt refuses read-only SATA disks, and discs on virtio. That the guest cannot write a disk matters more than which controller it is on.
    private static GuestDiskBus BusOf(GuestDisk disk) => disk switch
    {
        { Kind: GuestDiskKind.Disk, Bus: GuestDiskBus.Sata, IsReadOnly: true } => GuestDiskBus.Scsi,
        { Kind: GuestDiskKind.Cdrom, Bus: GuestDiskBus.Virtio } => GuestDiskBus.Sata,
        _ => disk.Bus,
    };

    private static string CacheOf(GuestDiskCache cache) => EnumWord.Of(cache switch
    {
        GuestDiskCache.Directsync => GuestDiskCache.Writethrough,
        GuestDiskCache.Unsafe => GuestDiskCache.Writeback,
        _ => cache,
    });

    // 'native' is for disks that the host does not cache; io_uring is not known.
    private static string? IoOf(GuestDisk disk) => disk.Aio switch
    {
        GuestDiskAio.Threads => "threads",
        GuestDiskAio.Native when disk.Cache == GuestDiskCache.None => "native",
        _ => null,
    };

    private static IEnumerable<NotKept> Content(string key, GuestDisk disk, string claim)
    {
        var upload = $"virtctl image-upload pvc {claim} --size SIZE --image-path {(disk.IsBlockDevice ? "FILE" : ShellWord.Of(disk.Path))}";
        yield return new NotKept(
            key + ".path",
            $"{disk.Path} is not there in a cluster: the claim '{claim}' stands for it. Fill it while the guest is off{(disk.IsBlockDevice ? ", from a file that 'qemu-img convert' makes of the device" : "")}: {upload}");
        if (disk.Format != GuestDiskFormat.Raw)
        {
            yield return new NotKept(key + ".format", $"a claim holds a raw disk: the upload turns {EnumWord.Of(disk.Format)} into it, without its internal snapshots");
        }

        if (BusOf(disk) != disk.Bus)
        {
            yield return new NotKept(
                key + ".bus",
                disk.Kind == GuestDiskKind.Cdrom ? "KubeVirt refuses discs on virtio: it is on SATA" : "KubeVirt refuses read-only SATA disks: it is on SCSI, for which Windows needs the driver vioscsi");
        }
    }

    private static IEnumerable<NotKept> Settings(GuestSpec guest, string key, GuestDisk disk)
    {
        if (CacheOf(disk.Cache) != EnumWord.Of(disk.Cache))
        {
            yield return new NotKept(key + ".cache", $"KubeVirt does not know {EnumWord.Of(disk.Cache)}: {CacheOf(disk.Cache)} is the next that is as safe");
        }

        if (IoOf(disk) is null)
        {
            yield return new NotKept(key + ".aio", $"KubeVirt does not know {EnumWord.Of(disk.Aio)} for such a disk and chooses itself");
        }

        if (!disk.HasDiscard)
        {
            yield return new NotKept(key + ".discard", "KubeVirt passes freed blocks on for every disk but those that were allocated in full beforehand");
        }

        var own = guest.Cpu.Topology.Vcpus;
        if (disk.Bus == GuestDiskBus.Virtio ? HasQueues(guest) && disk.Queues != own : disk.Queues is not null)
        {
            yield return new NotKept(
                key + ".queues",
                disk.Bus == GuestDiskBus.Virtio ? $"{own} in place of {disk.Queues?.ToString(CultureInfo.InvariantCulture) ?? "QEMU's choice"}: all virtio disks have as many as there are virtual processors, or one"
                : $"{disk.Queues} cannot be asked for on {EnumWord.Of(disk.Bus)}");
        }
    }
}
