using System.Collections.Immutable;

namespace Passthrough.Host.Snapshots;

/// <summary>What a snapshot will hold.</summary>
/// <param name="Entries">Files, folders and links without personal data, ordered by path.</param>
/// <param name="Manifest">What the snapshot says of itself.</param>
internal sealed record CleanedSnapshot(ImmutableArray<SnapshotEntry> Entries, SnapshotManifest Manifest);
