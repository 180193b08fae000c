namespace Passthrough.Host.Snapshots;

/// <summary>A file that was read and is not in the snapshot.</summary>
/// <param name="Path">The machine's own path, personal parts of it replaced.</param>
/// <param name="Reason">In words.</param>
public sealed record LeftOutFile(string Path, string Reason);
