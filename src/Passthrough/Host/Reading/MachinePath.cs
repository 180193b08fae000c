using System.Text;

namespace Passthrough.Host.Reading;

/// <summary>
/// Follows symbolic links below a folder that stands for a machine's <c>/</c>, as chroot(2) would: absolute targets begin at that folder and <c>..</c> never
/// leaves it, so that a snapshot's links never lead to the live machine.
/// </summary>
/// <param name="root">The folder that stands for <c>/</c>, without a slash at its end: empty for the live machine.</param>
/// <param name="observer">Is told of the links on the way; null when nobody asks.</param>
internal sealed class MachinePath(string root, IReadingObserver? observer = null)
{
    private const int MostLinks = 40;

    private readonly Dictionary<string, string> resolvedFolders = new(StringComparer.Ordinal);

    /// <summary>The path with all links followed; a part that does not exist is kept as it is written.</summary>
    /// <param name="path">A path below the root.</param>
    /// <param name="followLast">False to leave a link in the last part alone, as readlink(2) does.</param>
    public string Resolve(string path, bool followLast)
    {
        if (!path.StartsWith(root + "/", StringComparison.Ordinal))
        {
            return path;
        }

        var linksLeft = MostLinks;
        return Walk(path[root.Length..], followLast, ref linksLeft) is { Length: > 0 } resolved ? resolved : "/";
    }

    /// <summary>Follows a path that begins with a slash.</summary>
    private string Walk(string relative, bool followLast, ref int linksLeft)
    {
        // Many files are read of few folders.
        var name = relative.LastIndexOf('/') + 1;
        if (name > 1 && name < relative.Length && resolvedFolders.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(relative.AsSpan(0, name - 1), out var folder))
        {
            return Step(folder, relative[name..], followLast, ref linksLeft);
        }

        var parts = relative.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var current = root;
        var key = new StringBuilder();
        for (var index = 0; index < parts.Length; index++)
        {
            var isLast = index == parts.Length - 1;
            key.Append('/').Append(parts[index]);
            if (!isLast && resolvedFolders.TryGetValue(key.ToString(), out var known))
            {
                current = known;
                continue;
            }

            current = Step(current, parts[index], !isLast || followLast, ref linksLeft);
            if (!isLast)
            {
                resolvedFolders[key.ToString()] = current;
            }
        }

        return current;
    }

    private string Step(string current, string part, bool follow, ref int linksLeft)
    {
        if (part is ".")
        {
            return current;
        }

        if (part is "..")
        {
            return current.Length > root.Length ? current[..current.LastIndexOf('/')] : root;
        }

        var next = $"{current}/{part}";
        if (!follow || linksLeft == 0 || LinkTarget(next) is not { } target)
        {
            return next;
        }

        linksLeft--;
        observer?.Link(next[root.Length..], target);
        return target.StartsWith('/')
            ? Walk(target, followLast: true, ref linksLeft)
            : Walk($"{current[root.Length..]}/{target}", followLast: true, ref linksLeft);
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
