using System.Collections.Immutable;

namespace Passthrough.Host.Security;

/// <summary>Understands what a service of PAM calls (pam.d(5)).</summary>
public static class PamStack
{
    private const int MostFiles = 32;

    /// <summary>Whether a module takes part in opening sessions of a service, in its own file or in one that this includes.</summary>
    /// <param name="service">The service, such as <c>systemd-user</c>.</param>
    /// <param name="module">The module's file name, such as <c>pam_limits.so</c>.</param>
    /// <param name="read">The text of a service's file; null when there is none.</param>
    /// <returns>Null when the service has no file.</returns>
    public static bool? OpensSessionWith(string service, string module, Func<string, string?> read)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([service]);
        if (read(service) is null)
        {
            return null;
        }

        while (open.TryDequeue(out var name) && seen.Count < MostFiles)
        {
            if (!seen.Add(name))
            {
                continue;
            }

            foreach (var words in (read(name) ?? "").Split('\n').Select(Words))
            {
                if (Included(words) is { } other)
                {
                    open.Enqueue(other);
                }
                else if (IsSession(words) && words.Any(word => string.Equals(word[(word.LastIndexOf('/') + 1)..], module, StringComparison.Ordinal)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static ImmutableArray<string> Words(string line)
    {
        var comment = line.IndexOf('#', StringComparison.Ordinal);
        return [.. (comment < 0 ? line : line[..comment]).Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)];
    }

    // Debian's own form includes a file for every kind; the other two forms for the kind of their line.
    private static string? Included(ImmutableArray<string> words) => words switch
    {
        ["@include", var name, ..] => name,
        [_, "include" or "substack", var name, ..] when IsSession(words) => name,
        _ => null,
    };

    private static bool IsSession(ImmutableArray<string> words) => words is ["session" or "-session", ..];
}
