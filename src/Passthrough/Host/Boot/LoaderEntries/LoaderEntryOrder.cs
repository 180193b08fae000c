using System.Collections.Immutable;
using System.IO.Enumeration;

namespace Passthrough.Host.Boot.LoaderEntries;

/// <summary>Puts entries into the menu's order and finds the one that was chosen, as systemd-boot does (its <c>loader.conf(5)</c> and the specification's section on sorting).</summary>
internal static class LoaderEntryOrder
{
    /// <summary>The entries as the menu shows them: those with a sort key first, of equal ones the newest version first.</summary>
    /// <param name="entries">In any order.</param>
    public static ImmutableArray<LoaderEntry> Sort(IEnumerable<LoaderEntry> entries) =>
    [
        .. entries.OrderBy(entry => entry.SortKey is null)
            .ThenBy(entry => entry.SortKey, StringComparer.Ordinal)
            .ThenBy(entry => entry.SortKey is null ? null : entry.MachineId, StringComparer.Ordinal)
            .ThenByDescending(entry => entry.SortKey is null ? null : entry.Version, LoaderVersionOrder.Instance)
            .ThenByDescending(entry => entry.Id, LoaderVersionOrder.Instance),
    ];

    /// <summary>The entry that somebody chose to start; null when nobody did, or what was chosen is none of these.</summary>
    /// <param name="sorted">From <see cref="Sort"/>.</param>
    /// <param name="wanted">Ids or patterns in the order of their weight (<c>LoaderEntryDefault</c>, then <c>default</c> of <c>loader.conf</c>), with or without <c>.conf</c>.</param>
    public static LoaderEntry? Chosen(ImmutableArray<LoaderEntry> sorted, ImmutableArray<string> wanted)
    {
        foreach (var pattern in wanted)
        {
            if (sorted.FirstOrDefault(entry => Matches(pattern, entry.Id)) is { } entry)
            {
                return entry;
            }
        }

        return null;
    }

    private static bool Matches(string pattern, string id) =>
        FileSystemName.MatchesSimpleExpression(pattern, id, ignoreCase: true) || FileSystemName.MatchesSimpleExpression(pattern, id + ".conf", ignoreCase: true);
}
