using System.Collections.Immutable;
using Passthrough.Native.Libc;

namespace Passthrough.Host.Security;

/// <summary>Looks at who has rights to a file and to the folders on the way to it.</summary>
public static class PathAccessReader
{
    /// <summary>The folders, from the first below <c>/</c>, and then the file.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="path">The machine's own absolute path, without links in it.</param>
    /// <exception cref="IOException">Something of it is gone, or not for this user to look at.</exception>
    public static ImmutableArray<PathAccess> Read(HostRoots roots, string path) => [.. WayTo(path).Select(place => AccessOf(roots, place))];

    private static IEnumerable<string> WayTo(string path)
    {
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }

        yield return path;
    }

    private static PathAccess AccessOf(HostRoots roots, string place)
    {
        var found = roots.Locate(place);
        var status = FileStatus.Read(found) ?? throw new FileNotFoundException($"'{place}' is gone", place);
        var list = ExtendedAttributes.Read(found).TryGetValue(AccessList.Attribute, out var value) ? AccessList.Parse(value) : null;
        return new PathAccess(place, status.User, status.Group, list ?? AccessList.OfMode(status.Permissions));
    }
}
