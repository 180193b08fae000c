namespace Passthrough.Guests.Memory;

/// <summary>A guest's memory.</summary>
/// <param name="SizeMiB">How much, in MiB.</param>
public sealed record GuestMemory(int SizeMiB)
{
    /// <summary>Reserved huge pages.</summary>
    public HugePageSize HugePages { get; init; }

    /// <summary>True when all of it is locked from the start. With a passed-through device VFIO pins all of it in any case.</summary>
    public bool IsLocked { get; init; }

    /// <summary>True when the host may join equal pages of several guests (KSM): it costs time, and pages pinned for a device are not joined.</summary>
    public bool IsMerged { get; init; }

    /// <summary>True for a balloon, by which the host takes memory back; it cannot take what VFIO has pinned.</summary>
    public bool HasBalloon { get; init; }

    /// <summary>True when processes beside QEMU (virtiofsd) map it.</summary>
    public bool IsShared { get; init; }

    /// <summary>The window above 4 GiB that OVMF gives to the BARs of devices, in MiB (<c>opt/ovmf/X-PciMmio64Mb</c>); null for the firmware's own choice.</summary>
    public int? Mmio64MiB { get; init; }

    /// <summary>Bytes of one huge page; null without.</summary>
    public static long? PageBytes(HugePageSize size) => size switch
    {
        HugePageSize.Mib2 => 2L << 20,
        HugePageSize.Gib1 => 1L << 30,
        _ => null,
    };
}
