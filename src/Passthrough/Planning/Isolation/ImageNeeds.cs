using System.Collections.Immutable;

namespace Passthrough.Planning.Isolation;

/// <summary>What each initramfs image must show when it is opened.</summary>
/// <param name="Files">File names (ends of paths) that it must hold.</param>
/// <param name="RunsBeforeUdev">The script or hook that it must run before udev; null for none.</param>
internal sealed record ImageNeeds(ImmutableArray<string> Files, string? RunsBeforeUdev)
{
    /// <summary>Nothing beyond that it can be read.</summary>
    public static ImageNeeds None { get; } = new([], null);
}
