namespace Passthrough.Guests.Disks;

/// <summary>A disk of a guest.</summary>
/// <param name="Path">The machine's own path of a file or block device.</param>
/// <param name="Format">Its format, stated and never probed at start: a guest could write another format's header into a raw disk.</param>
/// <param name="IsBlockDevice">True for a device below <c>/dev</c>: a whole disk, a partition, a logical volume, a zvol.</param>
/// <param name="Bus">How it is connected.</param>
public sealed record GuestDisk(string Path, GuestDiskFormat Format, bool IsBlockDevice = false, GuestDiskBus Bus = GuestDiskBus.Virtio)
{
    /// <summary>Disk or disc.</summary>
    public GuestDiskKind Kind { get; init; }

    /// <summary>True when the guest cannot write it; always for a disc.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>What the host caches.</summary>
    public GuestDiskCache Cache { get; init; }

    /// <summary>How QEMU reads and writes.</summary>
    public GuestDiskAio Aio { get; init; }

    /// <summary>True when blocks that the guest frees are freed on the host.</summary>
    public bool HasDiscard { get; init; }

    /// <summary>The I/O thread that serves it, from 1; null for QEMU's main loop. SATA has none.</summary>
    public int? IoThread { get; init; }

    /// <summary>The queues of a virtio disk; null for QEMU's choice.</summary>
    public int? Queues { get; init; }

    /// <summary>The place in the order of starting, from 1; null for none.</summary>
    public int? BootOrder { get; init; }

    /// <summary>The serial number that the guest sees; null for none.</summary>
    public string? Serial { get; init; }
}
