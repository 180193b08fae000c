using System.Collections.Immutable;

namespace Passthrough.Host.Storage;

/// <summary>Swap that is switched on (a line of <c>/proc/swaps</c>).</summary>
/// <param name="Path">The node or file.</param>
/// <param name="IsFile">True for a file on a mounted file system.</param>
public sealed record SwapArea(string Path, bool IsFile)
{
    /// <summary>The swaps, in the file's order; the heading and lines of another form are left out.</summary>
    /// <param name="swaps"><c>/proc/swaps</c>; null when absent.</param>
    public static ImmutableArray<SwapArea> Parse(string? swaps) =>
    [
        .. (swaps ?? "").Split('\n')
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length >= 2 && fields[0].StartsWith('/') && fields[1] is "partition" or "file")
            .Select(fields => new SwapArea(OctalEscapes.Decode(fields[0]), fields[1] is "file")),
    ];
}
