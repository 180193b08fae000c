using System.Collections.Immutable;

namespace Passthrough.Host.Packages;

/// <summary>Understands the database of pacman: <c>/var/lib/pacman/local</c>, a folder a package, named by name, version and release.</summary>
public static class PacmanDatabase
{
    /// <summary>The packages that are there, by name.</summary>
    /// <param name="folders">The folders' names, and whether each has the file <c>desc</c>, which pacman writes when all else of the package is there. Never throws.</param>
    public static ImmutableSortedDictionary<string, PackageState> Parse(IEnumerable<(string Folder, bool IsDescribed)> folders)
    {
        var states = ImmutableSortedDictionary.CreateBuilder<string, PackageState>(StringComparer.Ordinal);
        foreach (var (folder, isDescribed) in folders)
        {
            if (NameIn(folder) is { } name)
            {
                states[name] = isDescribed ? PackageState.Installed : PackageState.Partial;
            }
        }

        return states.ToImmutable();
    }

    private static string? NameIn(string folder)
    {
        var release = folder.LastIndexOf('-');
        var version = release > 0 ? folder.LastIndexOf('-', release - 1) : -1;
        return version > 0 ? folder[..version] : null;
    }
}
