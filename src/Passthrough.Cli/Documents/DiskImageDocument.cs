using System.Collections.Immutable;
using Passthrough.Disks;

namespace Passthrough.Cli.Documents;

/// <summary>What the commands of <c>passthrough disk</c> write with <c>--json</c> (<c>docs/formats/disk-image.md</c>).</summary>
/// <param name="SchemaVersion">The version of the document.</param>
/// <param name="Action">The command.</param>
/// <param name="Image">The image as it is now.</param>
/// <param name="Before">The image as it was, or the one that the new one comes from; null where there was none.</param>
/// <param name="Check">What a check found; null for other commands and for raw images.</param>
/// <param name="Notes">What a person should know.</param>
/// <param name="Leftovers">What killed commands left beside the image.</param>
internal sealed record DiskImageDocument(
    int SchemaVersion, DiskAction Action, ImageState Image, ImageState? Before, ImageCheck? Check, ImmutableArray<string> Notes, ImmutableArray<string> Leftovers)
{
    /// <summary>The document of a result.</summary>
    public static DiskImageDocument Of(DiskResult result) =>
        new(1, result.Action, ImageState.Of(result.Image), result.Before is { } before ? ImageState.Of(before) : null, result.Check, result.Notes, result.Leftovers);
}
