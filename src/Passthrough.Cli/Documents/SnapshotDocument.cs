using System.Collections.Immutable;
using Passthrough.Host.Snapshots;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>snapshot --json</c>; <c>docs/formats/snapshot.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="File">The archive.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Entries">How many files and links it holds.</param>
/// <param name="NotReadable">How many files and folders the machine refused to show.</param>
/// <param name="Removed">What was replaced by made-up values, by kind.</param>
/// <param name="LeftOut">Files that were read and are not in it.</param>
internal sealed record SnapshotDocument(
    int SchemaVersion, string File, long Bytes, int Entries, int NotReadable, ImmutableArray<RemovedKind> Removed, ImmutableArray<LeftOutFile> LeftOut);
