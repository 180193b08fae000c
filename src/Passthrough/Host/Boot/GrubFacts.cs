using Passthrough.Host.Boot.LoaderEntries;

namespace Passthrough.Host.Boot;

/// <summary>What GRUB starts when nobody chooses, and what it can keep between two starts.</summary>
/// <param name="ConfigurationPath">The machine's own path of <c>grub.cfg</c>.</param>
/// <param name="DefaultEntry">What starts when nobody chooses; null when that is no Linux, or not known.</param>
/// <param name="SourcesCustomFile">True when <c>grub.cfg</c> ends by reading <c>custom.cfg</c> in its own folder.</param>
/// <param name="EnvironmentPath">The machine's own path of <c>grubenv</c>, the one file that GRUB writes; null when there is none.</param>
/// <param name="WriteObstacle">Why GRUB cannot write it, in words; null when it can, or when that is not known.</param>
public sealed record GrubFacts(string ConfigurationPath, GrubEntryScript? DefaultEntry, bool SourcesCustomFile, string? EnvironmentPath, string? WriteObstacle)
{
    /// <summary>True when GRUB can remember something from one start to the next in <see cref="EnvironmentPath"/>.</summary>
    internal bool CanRemember => EnvironmentPath is not null && WriteObstacle is null;

    /// <summary>What starts when nobody chooses, where that is a file below <c>loader/entries</c>; null when it is none, or not known.</summary>
    public LoaderEntry? DefaultLoaderEntry { get; init; }
}
