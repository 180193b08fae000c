using System.Collections.Immutable;
using Passthrough.Host.Packages;

namespace Passthrough.Planning;

/// <summary>All of these packages are installed, whole; or none of them is there, not even in part.</summary>
/// <param name="Manager">The package manager whose database tells.</param>
/// <param name="Names">The packages.</param>
/// <param name="AreInstalled">What is expected.</param>
public sealed record PackagesInstalled(PackageManager Manager, ImmutableArray<string> Names, bool AreInstalled) : Postcondition
{
    /// <inheritdoc/>
    public override bool AwaitsReboot() => false;

    /// <inheritdoc/>
    public override bool ConcernsBoot() => false;
}
