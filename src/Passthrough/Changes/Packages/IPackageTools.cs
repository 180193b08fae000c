using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host.Packages;

namespace Passthrough.Changes.Packages;

/// <summary>What is asked of the machine's package manager. None of these changes anything: that is done by the commands of a plan alone.</summary>
public interface IPackageTools
{
    /// <summary>What is installed: from the package manager's files, or of rpm by its program (<c>rpm -qa</c>).</summary>
    /// <param name="manager">The package manager.</param>
    /// <exception cref="ToolFailedException">Its program is missing or failed.</exception>
    public PackageFacts Read(PackageManager manager);

    /// <summary>What an installation would do, as the package manager works it out.</summary>
    /// <param name="manager">The package manager.</param>
    /// <param name="names">The packages.</param>
    /// <returns>Null for a machine that does not run.</returns>
    public PackageForecast? Forecast(PackageManager manager, ImmutableArray<string> names);

    /// <summary>Waits until nobody installs or removes packages, so that what is installed can be judged.</summary>
    /// <param name="manager">The package manager.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="BusyException">Somebody still does, or a lock was left by a process that is gone.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void AwaitFree(PackageManager manager, CancellationToken cancellation);
}
