using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Refind;

/// <summary>What rEFInd can start Linux with.</summary>
/// <param name="Entries">All kernel lines: those of each <c>refind_linux.conf</c>, then those of the stanzas that are not disabled.</param>
/// <param name="Files">The machine's own paths of the files that were read.</param>
public sealed record RefindMenu(ImmutableArray<RefindEntry> Entries, ImmutableArray<string> Files)
{
    /// <summary>As entries of any boot loader, in order.</summary>
    internal ImmutableArray<BootEntry> BootEntries => [.. Entries.Select(RefindLinuxConfiguration.EntryOf)];
}
