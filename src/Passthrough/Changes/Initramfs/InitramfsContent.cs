using System.Collections.Immutable;

namespace Passthrough.Changes.Initramfs;

/// <summary>What is inside an initramfs image.</summary>
/// <param name="Files">The paths of all its archives, without a leading slash.</param>
/// <param name="InitTopOrder">The text of <c>scripts/init-top/ORDER</c>; null when there is none.</param>
/// <param name="IsComplete">False when an archive is damaged or cut.</param>
public sealed record InitramfsContent(ImmutableArray<string> Files, string? InitTopOrder, bool IsComplete)
{
    /// <summary>The text of <c>config</c> in an image of mkinitcpio, which names the hooks that it runs; null when there is none.</summary>
    public string? Configuration { get; init; }
}
