using System.Collections.Immutable;
using Passthrough.Guests;

namespace Passthrough.Intent;

/// <summary>What the person wants, as <c>/etc/passthrough/passthrough.yaml</c> holds it (<c>docs/formats/intent.md</c>).</summary>
/// <param name="Path">The machine's own path of the file.</param>
/// <param name="Text">Its exact text; null when there is no file.</param>
/// <param name="Entries">The guests in the order of the file.</param>
public sealed record IntentFile(string Path, string? Text, ImmutableArray<GuestEntry> Entries)
{
    /// <summary>The guests in the order of the file.</summary>
    public IEnumerable<GuestSpec> Guests => Entries.Select(entry => entry.Guest);

    /// <summary>The guest of a name; null when there is none.</summary>
    public GuestSpec? Find(string name) => Guests.FirstOrDefault(guest => string.Equals(guest.Name, name, StringComparison.Ordinal));
}
