using System.Collections.Immutable;

namespace Passthrough.Host.Storage;

/// <summary>A line of <c>/etc/crypttab</c> (crypttab(5)), without what it says about keys.</summary>
/// <param name="Name">The name of the opened volume.</param>
/// <param name="Source">The encrypted device: a node, <c>UUID=</c>, <c>PARTUUID=</c>, <c>LABEL=</c>, <c>PARTLABEL=</c>.</param>
public sealed record CrypttabEntry(string Name, string Source)
{
    /// <summary>The entries, in the file's order; comments and lines of another form are left out.</summary>
    /// <param name="crypttab">The file; null when absent.</param>
    public static ImmutableArray<CrypttabEntry> Parse(string? crypttab) =>
    [
        .. (crypttab ?? "").Split('\n')
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length >= 2 && !fields[0].StartsWith('#'))
            .Select(fields => new CrypttabEntry(fields[0], OctalEscapes.Decode(fields[1]))),
    ];
}
