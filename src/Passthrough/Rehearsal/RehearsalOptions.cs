using Passthrough.Host;

namespace Passthrough.Rehearsal;

/// <summary>How a rehearsal is run.</summary>
/// <param name="CacheFolder">Where the base image lies; made when absent (<c>$XDG_CACHE_HOME/passthrough</c>).</param>
/// <param name="ProgramPath">The published program, one file, that is run inside the virtual PC.</param>
/// <param name="Host">This machine.</param>
/// <param name="Roots">Where this machine's trees are.</param>
public sealed record RehearsalOptions(string CacheFolder, string ProgramPath, HostFacts Host, HostRoots Roots)
{
    /// <summary>
    /// How many processors each virtual PC has. Emulated ones that share a core with another PC's wait for each other: two PCs with two each on two cores take half as long
    /// again as with one each.
    /// </summary>
    public int Processors { get; init; } = 2;

    /// <summary>Called when a virtual PC had to be switched on a second time; null when nobody wants to know.</summary>
    public Action<StoodStill>? OnStandstill { get; init; }
}
