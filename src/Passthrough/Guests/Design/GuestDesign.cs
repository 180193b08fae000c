using System.Collections.Immutable;

namespace Passthrough.Guests.Design;

/// <summary>A guest with every choice made, and why.</summary>
/// <param name="Guest">The guest.</param>
/// <param name="Choices">Where each value comes from, in the order of the intent's keys.</param>
/// <param name="Warnings">What works and may surprise; empty for nothing.</param>
public sealed record GuestDesign(GuestSpec Guest, ImmutableArray<GuestChoice> Choices, ImmutableArray<string> Warnings);
