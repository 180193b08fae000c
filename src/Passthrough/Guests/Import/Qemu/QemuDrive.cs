using Passthrough.Guests.Disks;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>What is behind a disk: <c>-drive</c>, or <c>-blockdev</c> with the nodes below it.</summary>
/// <param name="Where">Where it stands.</param>
/// <param name="Path">The file or device.</param>
internal sealed record QemuDrive(string Where, string Path)
{
    /// <summary>The image's format; null when it is not said.</summary>
    public string? Format { get; init; }

    /// <summary>Whether the guest cannot write it.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether it is a disc.</summary>
    public bool IsDisc { get; init; }

    /// <summary>The cache by its name; null when it is said by <see cref="IsDirect"/> or not at all.</summary>
    public GuestDiskCache? Cache { get; init; }

    /// <summary>Whether the host's cache is passed by.</summary>
    public bool? IsDirect { get; init; }

    /// <summary>Whether flushes are passed over.</summary>
    public bool? HasNoFlush { get; init; }

    /// <summary>How I/O is submitted; null when it is not said.</summary>
    public GuestDiskAio? Aio { get; init; }

    /// <summary>Whether freed space is freed on the host.</summary>
    public bool HasDiscard { get; init; }

    /// <summary>The serial number, which old commands say here.</summary>
    public string? Serial { get; init; }

    /// <summary>The cache of the disk that is on it.</summary>
    /// <param name="writesBack">Whether the guest sees a cache that it has to flush; null when it is not said.</param>
    /// <returns>Null when nothing is said of it.</returns>
    public GuestDiskCache? CacheWith(bool? writesBack) => this switch
    {
        { Cache: { } named } => named,
        { IsDirect: null, HasNoFlush: null } when writesBack is not false => null,
        { HasNoFlush: true } => GuestDiskCache.Unsafe,
        { IsDirect: true } => writesBack is false ? GuestDiskCache.Directsync : GuestDiskCache.None,
        _ => writesBack is false ? GuestDiskCache.Writethrough : GuestDiskCache.Writeback,
    };
}
