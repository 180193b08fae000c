using Passthrough.Guests.Disks;

namespace Passthrough.Guests.Description;

/// <summary>A disk that is wanted.</summary>
/// <param name="Path">The machine's own path of a file or block device.</param>
public sealed record DiskDescription(string Path)
{
    /// <summary>See <see cref="GuestDisk.Format"/>.</summary>
    public GuestDiskFormat? Format { get; init; }

    /// <summary>See <see cref="GuestDisk.Bus"/>.</summary>
    public GuestDiskBus? Bus { get; init; }

    /// <summary>See <see cref="GuestDisk.IsReadOnly"/>.</summary>
    public bool? IsReadOnly { get; init; }

    /// <summary>See <see cref="GuestDisk.Cache"/>.</summary>
    public GuestDiskCache? Cache { get; init; }

    /// <summary>See <see cref="GuestDisk.Aio"/>.</summary>
    public GuestDiskAio? Aio { get; init; }

    /// <summary>See <see cref="GuestDisk.HasDiscard"/>.</summary>
    public bool? HasDiscard { get; init; }

    /// <summary>See <see cref="GuestDisk.IoThread"/>; 0 for QEMU's main loop.</summary>
    public int? IoThread { get; init; }

    /// <summary>See <see cref="GuestDisk.Queues"/>.</summary>
    public int? Queues { get; init; }

    /// <summary>See <see cref="GuestDisk.BootOrder"/>.</summary>
    public int? BootOrder { get; init; }

    /// <summary>See <see cref="GuestDisk.Serial"/>.</summary>
    public string? Serial { get; init; }
}
