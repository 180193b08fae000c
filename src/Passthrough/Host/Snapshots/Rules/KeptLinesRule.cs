using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Passthrough.Host.Storage;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary>Files that hold much about a machine of which the readers understand a few lines: only those lines are in a snapshot.</summary>
internal static partial class KeptLinesRule
{
    private static readonly ImmutableArray<string> OfUdev = [.. UdevRecord.Keys.Select(key => $"E:{key}=")];
    private static readonly ImmutableArray<string> OfNetworkManager = ["[", "managed="];
    private static readonly ImmutableArray<string> OfNetworkd = ["ADMIN_STATE="];
    private static readonly ImmutableArray<string> OfPackages = ["Package:", "Status:", "Version:"];

    /// <summary>True for what a package manager knows: long, and without originals that are worth looking for.</summary>
    public static bool IsOfPackages(string path) => path is "/var/lib/dpkg/status";

    /// <summary>The text without lines that nobody reads; as it is for all other files.</summary>
    /// <param name="path">The machine's own path.</param>
    /// <param name="text">The content.</param>
    public static string Replace(string path, string text) =>
        IsOfPackages(path) ? Keep(text, line => line.Length == 0 || StartsWithAny(line, OfPackages))
        : path.StartsWith("/run/udev/data/", StringComparison.Ordinal) ? Keep(text, line => StartsWithAny(line, OfUdev))
        : path.StartsWith("/run/NetworkManager/devices/", StringComparison.Ordinal) ? Keep(text, line => StartsWithAny(line, OfNetworkManager))
        : path.StartsWith("/run/systemd/netif/links/", StringComparison.Ordinal) ? Keep(text, line => StartsWithAny(line, OfNetworkd))
        : Maps().IsMatch(path) ? Keep(text, line => line.Contains(" /dev/", StringComparison.Ordinal))
        : text;

    private static string Keep(string text, Predicate<string> isKept) =>
        string.Concat(text.TrimEnd('\n').Split('\n').Where(line => isKept(line)).Select(line => line + "\n"));

    private static bool StartsWithAny(string line, ImmutableArray<string> starts) => starts.Any(start => line.StartsWith(start, StringComparison.Ordinal));

    [GeneratedRegex("^/proc/[0-9]+/maps$", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Maps();
}
