using System.Collections.Immutable;

namespace Passthrough.Host.Packages;

/// <summary>What a package manager says it would do to install some packages.</summary>
/// <param name="Added">The names of the packages that would be new, ordered: those that were asked for, and those that they need.</param>
/// <param name="Changed">The names of packages that are there and would be upgraded, replaced or removed.</param>
public sealed record PackageForecast(ImmutableArray<string> Added, ImmutableArray<string> Changed)
{
    /// <summary>Why it cannot be told, in the package manager's words; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>True when the package manager tells root only.</summary>
    public bool NeedsRoot { get; init; }

    /// <summary>It cannot be told.</summary>
    /// <param name="problem">Why.</param>
    /// <param name="needsRoot">See <see cref="NeedsRoot"/>.</param>
    public static PackageForecast Unknown(string problem, bool needsRoot = false) => new([], []) { Problem = problem, NeedsRoot = needsRoot };
}
