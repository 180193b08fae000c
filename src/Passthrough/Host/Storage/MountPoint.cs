using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Storage;

/// <summary>A mounted file system that lies on block devices (a line of <c>/proc/self/mountinfo</c>).</summary>
/// <param name="Number">The file system's device number; anonymous (major 0) for btrfs, ZFS and bcachefs, null where only <c>/proc/self/mounts</c> is known.</param>
/// <param name="Root">What of the file system is mounted: <c>/</c>, a folder of it (a bind mount), a btrfs subvolume; null where only <c>/proc/self/mounts</c> is known.</param>
/// <param name="Target">Where it is mounted.</param>
/// <param name="FileSystem">The type.</param>
/// <param name="Source">The source as it was named when mounting: a node, for ZFS <c>pool/dataset</c>, for bcachefs nodes with colons between.</param>
public sealed record MountPoint(string? Number, string? Root, string Target, string FileSystem, string Source)
{
    /// <summary>The options of the file system itself (<c>fmask=0077</c>), as the kernel shows them; empty where only <c>/proc/self/mounts</c> is known.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Options { get; init; } = [];
}
