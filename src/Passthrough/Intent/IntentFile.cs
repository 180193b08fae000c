using System.Collections.Immutable;
using Passthrough.Guests.Description;

namespace Passthrough.Intent;

/// <summary>What the person wants, as <c>/etc/passthrough/passthrough.yaml</c> holds it (<c>docs/formats/intent.md</c>).</summary>
/// <param name="Path">The machine's own path of the file.</param>
/// <param name="Text">Its exact text; null when there is no file.</param>
/// <param name="Entries">The guests in the order of the file.</param>
public sealed record IntentFile(string Path, string? Text, ImmutableArray<GuestEntry> Entries)
{
    /// <summary>The USB profiles in the order of the file.</summary>
    public ImmutableArray<UsbProfile> UsbProfiles { get; init; } = [];

    /// <summary>True when a profile names a guest.</summary>
    /// <param name="profiles">The profiles.</param>
    /// <param name="guest">The guest's name.</param>
    public static bool IsNamed(ImmutableArray<UsbProfile> profiles, string guest) => profiles.Any(profile => string.Equals(profile.Guest, guest, StringComparison.Ordinal));

    /// <summary>The guests in the order of the file.</summary>
    public IEnumerable<GuestDescription> Guests => Entries.Select(entry => entry.Guest);

    /// <summary>The guest of a name and where it stands; null when there is none.</summary>
    public GuestEntry? EntryOf(string name) => Entries.FirstOrDefault(entry => string.Equals(entry.Guest.Name, name, StringComparison.Ordinal));

    /// <summary>The guest of a name; null when there is none.</summary>
    public GuestDescription? Find(string name) => EntryOf(name)?.Guest;
}
