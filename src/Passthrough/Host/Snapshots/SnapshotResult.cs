namespace Passthrough.Host.Snapshots;

/// <summary>A snapshot that was written.</summary>
/// <param name="File">The archive.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Manifest">What it says of itself.</param>
public sealed record SnapshotResult(string File, long Bytes, SnapshotManifest Manifest);
