using System.Collections.Immutable;
using Passthrough.Changes.Packages;
using Passthrough.Host;
using Passthrough.Host.Packages;

namespace Passthrough.Tests.Changes;

/// <summary>What is asked of a package manager whose database, and whose repository, are files of a laid-out machine (<see cref="PackageManagerDouble"/>).</summary>
internal sealed class PackageDouble(HostRoots roots) : IPackageTools
{
    /// <summary>What would be changed besides; empty for nothing.</summary>
    public ImmutableArray<string> Changed { get; init; } = [];

    /// <summary>Called before each wait.</summary>
    public Action? OnWait { get; init; }

    public PackageFacts Read(PackageManager manager) => PackageManagerDouble.Read(roots, manager);

    public PackageForecast? Forecast(PackageManager manager, ImmutableArray<string> names) => new([.. PackageManagerDouble.Needed(roots, manager, names).Order(StringComparer.Ordinal)], Changed);

    public void AwaitFree(PackageManager manager, CancellationToken cancellation) => OnWait?.Invoke();
}
