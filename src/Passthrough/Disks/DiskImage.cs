using System.Collections.Immutable;
using Passthrough.Guests.Disks;

namespace Passthrough.Disks;

/// <summary>A file that is, or could be, a guest's disk.</summary>
/// <param name="Path">Its absolute path, behind all links.</param>
/// <param name="Format">Its format: given, written down for a guest, or named by its ending; never guessed from its content.</param>
/// <param name="VirtualBytes">The size that the guest sees.</param>
/// <param name="AllocatedBytes">What it takes on the host's disk.</param>
/// <param name="Identity">The file.</param>
public sealed record DiskImage(string Path, GuestDiskFormat Format, long VirtualBytes, long AllocatedBytes, FileIdentity Identity)
{
    /// <summary>The header of a qcow2 image; null for a raw one.</summary>
    public Qcow2Header? Header { get; init; }

    /// <summary>The images that it stands on, the next one first; empty for one that stands alone.</summary>
    public ImmutableArray<BackingImage> Chain { get; init; } = [];

    /// <summary>True for a block device and not a file.</summary>
    public bool IsBlockDevice { get; init; }

    /// <summary>The folder that it lies in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The image and all that it stands on.</summary>
    internal IEnumerable<(string Path, FileIdentity Identity)> Files => Chain.Select(below => (below.Path, below.Identity)).Prepend((Path, Identity));
}
