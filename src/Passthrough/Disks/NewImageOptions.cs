using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Guests;
using Passthrough.Guests.Disks;

namespace Passthrough.Disks;

/// <summary>
/// The options of new images. Pure. Clusters of 128 KiB that are allocated in parts of 4 KiB (<c>extended_l2</c>, QEMU 5.2): a small write into a new place need not fill a whole cluster, and QEMU's cache of tables
/// reaches as far as with its own default. Reference counts are not written late (<c>lazy_refcounts</c>): that helps only where each write goes to the disk at once, and after a crash all of the image has to be looked through.
/// </summary>
internal static class NewImageOptions
{
    private const string ExtendedL2 = "extended_l2";
    private const string NoCopyOnWrite = "nocow";

    /// <summary>The options of an image.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="known">The options that QEMU's program knows.</param>
    /// <param name="isOnBtrfs">True when it will lie on btrfs, where copying on write breaks a disk into pieces.</param>
    /// <param name="preallocation">How much takes room at once.</param>
    public static ImmutableArray<string> Of(GuestDiskFormat format, ImmutableHashSet<string> known, bool isOnBtrfs, DiskPreallocation preallocation = DiskPreallocation.Off) =>
    [
        .. format == GuestDiskFormat.Qcow2 && known.Contains(ExtendedL2) ? ["cluster_size=128k", $"{ExtendedL2}=on"] : Array.Empty<string>(),
        .. preallocation == DiskPreallocation.Off ? Array.Empty<string>() : [$"preallocation={EnumWord.Of(preallocation)}"],
        .. isOnBtrfs && known.Contains(NoCopyOnWrite) ? [$"{NoCopyOnWrite}=on"] : Array.Empty<string>(),
    ];

    /// <summary>The options of an image that takes the place of another one.</summary>
    /// <param name="header">The other one's header; null for a raw image.</param>
    public static ImmutableArray<string> Like(Qcow2Header? header) => header is null
        ? []
        :
        [
            header.Version == 3 ? "compat=1.1" : "compat=0.10",
            $"cluster_size={header.ClusterBytes.ToString(CultureInfo.InvariantCulture)}",
            .. header.HasExtendedL2 ? [$"{ExtendedL2}=on"] : Array.Empty<string>(),
            .. header.HasLazyRefcounts ? ["lazy_refcounts=on"] : Array.Empty<string>(),
        ];
}
