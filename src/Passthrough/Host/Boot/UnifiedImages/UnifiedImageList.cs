using System.Collections.Immutable;

namespace Passthrough.Host.Boot.UnifiedImages;

/// <summary>The unified kernel images of a machine.</summary>
/// <param name="Images">Those that could be read, ordered by path.</param>
/// <param name="HasUnknown">True when there are files among them that could not be read, or are not understood.</param>
internal sealed record UnifiedImageList(ImmutableArray<UnifiedImage> Images, bool HasUnknown);
