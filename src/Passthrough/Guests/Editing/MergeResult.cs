using System.Collections.Immutable;

namespace Passthrough.Guests.Editing;

/// <summary>What <see cref="DomainMerge"/> made.</summary>
/// <param name="Text">The domain with everything changed that could be.</param>
/// <param name="Conflicts">What could not; the caller decides.</param>
public sealed record MergeResult(DomainText Text, ImmutableArray<MergeConflict> Conflicts);
