using System.Collections.Immutable;

namespace Passthrough.Changes.Initramfs;

/// <summary>The content of one cpio archive.</summary>
/// <param name="Entries">The files, in order, without the trailer.</param>
/// <param name="IsComplete">True when the trailer was reached; false for a damaged or cut archive.</param>
public sealed record CpioListing(ImmutableArray<CpioEntry> Entries, bool IsComplete);
