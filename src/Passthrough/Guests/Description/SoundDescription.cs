using Passthrough.Guests.Sound;

namespace Passthrough.Guests.Description;

/// <summary>What is wanted of a guest's sound.</summary>
public sealed record SoundDescription
{
    /// <summary>See <see cref="GuestSound.Backend"/>.</summary>
    public SoundBackend? Backend { get; init; }

    /// <summary>The user who listens, by login name; null for the only one with a home.</summary>
    public string? User { get; init; }
}
