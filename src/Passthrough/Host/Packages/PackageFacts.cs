using System.Collections.Immutable;

namespace Passthrough.Host.Packages;

/// <summary>What a package manager has installed, and what it would install.</summary>
/// <param name="Manager">The package manager.</param>
/// <param name="States">The packages that are there, whole or in part, by name; of another architecture than the machine's own with it after a colon (dpkg).</param>
public sealed record PackageFacts(PackageManager Manager, ImmutableSortedDictionary<string, PackageState> States)
{
    /// <summary>What an installation that a plan is about would do; null when nobody asked, or the machine does not run.</summary>
    public PackageForecast? Forecast { get; init; }

    /// <summary>How far a package is.</summary>
    /// <param name="name">Its name.</param>
    public PackageState StateOf(string name) => States.GetValueOrDefault(name);
}
