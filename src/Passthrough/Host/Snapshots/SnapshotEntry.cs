namespace Passthrough.Host.Snapshots;

/// <summary>One name of a machine as a snapshot holds it.</summary>
/// <param name="Path">The machine's own path, without links on the way.</param>
/// <param name="Content">A file's bytes; null for a folder and for a link.</param>
/// <param name="Target">What is written in a link; null for others.</param>
/// <param name="Mode">A file's permission bits.</param>
internal sealed record SnapshotEntry(string Path, byte[]? Content, string? Target, int Mode)
{
    /// <summary>The permission bits of what was only seen by name.</summary>
    public const int UsualMode = 0b110_100_100;

    /// <summary>A folder.</summary>
    public static SnapshotEntry Folder(string path) => new(path, null, null, 0b111_101_101);

    /// <summary>A link.</summary>
    public static SnapshotEntry Link(string path, string target) => new(path, null, target, 0b111_111_111);

    /// <summary>A file.</summary>
    public static SnapshotEntry File(string path, byte[] content, int mode = UsualMode) => new(path, content, null, mode);
}
