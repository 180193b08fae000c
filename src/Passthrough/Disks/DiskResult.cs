using System.Collections.Immutable;

namespace Passthrough.Disks;

/// <summary>What a command did.</summary>
/// <param name="Action">What.</param>
/// <param name="Image">The image as it is now; the new one where one was made, the lower one after a commit.</param>
/// <param name="Before">The image as it was, or the one that the new one comes from; null where there was none.</param>
/// <param name="Notes">What a person should know, in whole sentences.</param>
public sealed record DiskResult(DiskAction Action, DiskImage Image, DiskImage? Before, ImmutableArray<string> Notes)
{
    /// <summary>What a check found; null for other commands, and for a raw image, which has no structure.</summary>
    public ImageCheck? Check { get; init; }

    /// <summary>What killed commands left beside the image: nobody needs it.</summary>
    public ImmutableArray<string> Leftovers { get; init; } = [];
}
