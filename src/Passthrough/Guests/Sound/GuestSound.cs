namespace Passthrough.Guests.Sound;

/// <summary>A guest's emulated sound.</summary>
/// <param name="Backend">Where it goes.</param>
public sealed record GuestSound(SoundBackend Backend)
{
    /// <summary>The name of the memory that Scream's driver in the guest and its receiver on the host share.</summary>
    public const string ScreamMemoryName = "scream-ivshmem";

    /// <summary>How much memory Scream asks for, in MiB.</summary>
    public const int ScreamMemoryMiB = 2;

    /// <summary>No emulated sound.</summary>
    public static GuestSound None { get; } = new(SoundBackend.None);

    /// <summary>The runtime folder of the user who listens (<c>/run/user/1000</c>), where PipeWire, PulseAudio and JACK have their sockets; null for those that need none.</summary>
    public string? RuntimeFolder { get; init; }

    /// <summary>True when an emulated HDA card is needed.</summary>
    public bool HasCard => Backend is not (SoundBackend.None or SoundBackend.ScreamNetwork or SoundBackend.ScreamMemory);
}
