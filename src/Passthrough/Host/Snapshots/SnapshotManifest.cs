using System.Collections.Immutable;
using System.Text.Json;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Snapshots;

/// <summary>
/// What a snapshot says of itself, in the file <see cref="Name"/> at its root. A folder cannot say by itself that the machine refused to show a file (root may read
/// everything), so that is written down here. <c>docs/formats/snapshot.md</c> describes it.
/// </summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Entries">How many files and links the snapshot holds without this one: fewer means that it was cut off.</param>
/// <param name="Refused">What was there and could not be read, by its path with all links followed.</param>
/// <param name="Removed">What was replaced by made-up values, by kind.</param>
/// <param name="LeftOut">Files that were read and are not in the snapshot.</param>
/// <param name="Lengths">Files whose length was asked for and not their content.</param>
public sealed record SnapshotManifest(
    int SchemaVersion, int Entries, ImmutableArray<ReadProblem> Refused, ImmutableArray<RemovedKind> Removed, ImmutableArray<LeftOutFile> LeftOut, ImmutableArray<FileLength> Lengths)
{
    /// <summary>The file's name at the root.</summary>
    public const string Name = "passthrough-snapshot.json";

    /// <summary>Understands the file.</summary>
    /// <param name="json">Its bytes.</param>
    /// <exception cref="JsonException">It is no such file, or of a newer form.</exception>
    public static SnapshotManifest Parse(ReadOnlySpan<byte> json)
    {
        var manifest = JsonSerializer.Deserialize(json, SnapshotJson.Default.SnapshotManifest) ?? throw new JsonException("it is empty");
        return manifest switch
        {
            { SchemaVersion: not 1 } => throw new JsonException($"its schema version is {manifest.SchemaVersion}, this program knows 1"),
            { Refused.IsDefault: true } or { Removed.IsDefault: true } or { LeftOut.IsDefault: true } or { Lengths.IsDefault: true } => throw new JsonException("a list is missing"),
            _ when manifest.Refused.Any(refused => refused is not { Path: not null, Reason: not null }) => throw new JsonException("a refused file has no path or reason"),
            _ when manifest.Lengths.Any(length => length is not { Path: not null, Bytes: >= 0 }) => throw new JsonException("a file of known length has no path or no length"),
            _ => manifest,
        };
    }

    /// <summary>The bytes that <see cref="Parse"/> understands.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, SnapshotJson.Default.SnapshotManifest);

    /// <summary>How many files and folders are closed to the user who took the snapshot; those that had nothing to say are not counted.</summary>
    public int CountNotReadable() => Refused.Count(MachineReader.IsDenial);

    /// <summary>The refused files by path.</summary>
    internal Dictionary<string, ReadProblem> Refusals() =>
        Refused.DistinctBy(problem => problem.Path, StringComparer.Ordinal).ToDictionary(problem => problem.Path, StringComparer.Ordinal);

    /// <summary>The lengths by path.</summary>
    internal Dictionary<string, long> LengthsByPath() =>
        Lengths.DistinctBy(length => length.Path, StringComparer.Ordinal).ToDictionary(length => length.Path, length => length.Bytes, StringComparer.Ordinal);
}
