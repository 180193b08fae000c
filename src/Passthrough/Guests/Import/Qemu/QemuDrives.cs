using Passthrough.Guests.Disks;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>Reads what is behind disks.</summary>
internal static class QemuDrives
{
    private const int DeepestNodes = 8;

    /// <summary>What is behind a disk.</summary>
    /// <param name="draft">The guest.</param>
    /// <param name="parts">The command.</param>
    /// <param name="option">A <c>-drive</c> or <c>-blockdev</c>.</param>
    /// <returns>Null, which is told, for anything but a file or device of the host.</returns>
    public static QemuDrive? Of(ImportDraft draft, QemuParts parts, SourcePart option) => option.Option is "-drive" ? OfDrive(draft, option) : OfNode(draft, parts, option);

    private static QemuDrive? OfDrive(ImportDraft draft, SourcePart drive)
    {
        drive.Take("if");
        drive.Take("id");
        drive.Take("index");
        drive.Take("unit");
        drive.Take("bus");
        var isDisc = drive.Take("media") is "cdrom";
        if (drive.Take("file") is not { Length: > 0 } file)
        {
            return null;
        }

        if (draft.PathOf(drive.Where, file) is not { } path)
        {
            return null;
        }

        var cache = drive.Take("cache");
        var aio = drive.Take("aio");
        return new QemuDrive(drive.Where, path)
        {
            Format = drive.Take("format"),
            IsReadOnly = (drive.Flag("readonly") ?? drive.Flag("read-only")) == true,
            IsDisc = isDisc,
            Cache = cache is null ? null : Known(draft, drive, "cache", cache, EnumWord.Parse<GuestDiskCache>(cache)),
            IsDirect = drive.Flag("cache.direct"),
            HasNoFlush = drive.Flag("cache.no-flush"),
            Aio = aio is null ? null : Known(draft, drive, "aio", aio, EnumWord.Parse<GuestDiskAio>(aio)),
            HasDiscard = drive.Take("discard") is "unmap" or "on",
            Serial = drive.Take("serial"),
        };
    }

    private static QemuDrive? OfNode(ImportDraft draft, QemuParts parts, SourcePart node)
    {
        List<SourcePart> nodes = [node];
        while (nodes.Count < DeepestNodes && parts.ById("-blockdev", nodes[^1].Take("file") ?? nodes[^1].Take("backing"), "node-name") is { } below && !nodes.Contains(below))
        {
            nodes.Add(below);
        }

        var file = nodes[^1];
        var protocol = file.Take("file.driver") ?? (file.Peek("filename") is null ? null : file.Name);
        var name = file.Take("file.filename") ?? file.Take("filename");
        foreach (var part in nodes)
        {
            part.Take("node-name");
            part.Take("driver");
        }

        if (protocol is not ("file" or "host_device" or "host_cdrom") || name is null || draft.PathOf(file.Where, name) is not { } path)
        {
            return null;
        }

        var aio = nodes.Select(part => part.Take("file.aio") ?? part.Take("aio")).FirstOrDefault(value => value is not null);
        return new QemuDrive(node.Where, path)
        {
            Format = node.Name is "file" or "host_device" ? "raw" : node.Name,
            IsReadOnly = nodes.Select(part => part.Flag("read-only")).FirstOrDefault(value => value is not null) == true,
            IsDirect = nodes.Select(part => part.Flag("cache.direct")).FirstOrDefault(value => value is not null),
            HasNoFlush = nodes.Select(part => part.Flag("cache.no-flush")).FirstOrDefault(value => value is not null),
            Aio = aio is null ? null : Known(draft, file, "aio", aio, EnumWord.Parse<GuestDiskAio>(aio)),
            HasDiscard = nodes.Select(part => part.Take("discard")).FirstOrDefault(value => value is not null) is "unmap" or "on",
        };
    }

    private static T? Known<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicFields)] T>(ImportDraft draft, SourcePart part, string key, string text, T? value)
        where T : struct, Enum
    {
        if (value is null)
        {
            draft.Drop(part.Where, $"{key}={text}", $"known are {string.Join(", ", EnumWord.All<T>())}");
        }

        return value;
    }
}
