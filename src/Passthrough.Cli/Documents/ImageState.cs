using System.Collections.Immutable;
using Passthrough.Disks;
using Passthrough.Guests.Disks;

namespace Passthrough.Cli.Documents;

/// <summary>An image at one moment.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Format">Its format.</param>
/// <param name="VirtualBytes">The size that the guest sees.</param>
/// <param name="AllocatedBytes">What it takes on the host's disk.</param>
/// <param name="StandsOn">The images below it, the next one first.</param>
/// <param name="IsDirty">True when it was not closed; null for a raw one.</param>
/// <param name="IsCorrupt">True when QEMU marked it as damaged; null for a raw one.</param>
/// <param name="Snapshots">How many snapshots are inside; null for a raw one.</param>
internal sealed record ImageState(
    string Path, GuestDiskFormat Format, long VirtualBytes, long AllocatedBytes, ImmutableArray<ImageBelow> StandsOn, bool? IsDirty, bool? IsCorrupt, long? Snapshots)
{
    /// <summary>An image as it is.</summary>
    public static ImageState Of(DiskImage image) => new(
        image.Path,
        image.Format,
        image.VirtualBytes,
        image.AllocatedBytes,
        [.. image.Chain.Select(below => new ImageBelow(below.Path, below.Format))],
        image.Header?.IsDirty,
        image.Header?.IsCorrupt,
        image.Header?.Snapshots);
}
