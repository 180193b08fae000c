using System.Collections.Immutable;

namespace Passthrough.Host.Storage;

/// <summary>A line of <c>/etc/fstab</c> (fstab(5)).</summary>
/// <param name="Source">What is mounted: a node, <c>UUID=</c>, <c>LABEL=</c>, <c>PARTUUID=</c>, <c>PARTLABEL=</c>, or something that is no block device.</param>
/// <param name="Target">Where; <c>none</c> for swap.</param>
/// <param name="FileSystem">The type.</param>
/// <param name="IsAutomatic">False with the option <c>noauto</c>.</param>
public sealed record FstabEntry(string Source, string Target, string FileSystem, bool IsAutomatic)
{
    /// <summary>The entries, in the file's order; comments and lines of another form are left out.</summary>
    /// <param name="fstab">The file; null when absent.</param>
    public static ImmutableArray<FstabEntry> Parse(string? fstab) =>
    [
        .. (fstab ?? "").Split('\n')
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length >= 3 && !fields[0].StartsWith('#'))
            .Select(fields => new FstabEntry(
                OctalEscapes.Decode(fields[0]),
                OctalEscapes.Decode(fields[1]),
                fields[2],
                fields.Length < 4 || !fields[3].Split(',').Contains("noauto", StringComparer.Ordinal))),
    ];
}
