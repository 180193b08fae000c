using System.Collections.Immutable;

namespace Passthrough.Sessions;

/// <summary>What came of giving back what a guest had.</summary>
/// <param name="Guest">The guest's name.</param>
/// <param name="Returned">What the host has back, in words, in the order of giving back.</param>
/// <param name="Notes">What a person should know, such as that somebody else changed something meanwhile.</param>
/// <param name="Failures">What could not be given back, and why; it stays on record and can be tried again.</param>
public sealed record ReleaseResult(string Guest, ImmutableArray<string> Returned, ImmutableArray<string> Notes, ImmutableArray<string> Failures)
{
    /// <summary>True when the guest has nothing any more.</summary>
    public bool IsComplete => Failures.IsEmpty;
}
