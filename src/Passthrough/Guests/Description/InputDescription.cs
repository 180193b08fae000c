using System.Collections.Immutable;
using Passthrough.Guests.Input;

namespace Passthrough.Guests.Description;

/// <summary>What is wanted of a guest's keyboard and mouse.</summary>
public sealed record InputDescription
{
    /// <summary>The host's devices that are shared.</summary>
    public ImmutableArray<EvdevInput> Evdev { get; init; } = [];

    /// <summary>See <see cref="GuestInput.Toggle"/>.</summary>
    public GrabToggle? Toggle { get; init; }

    /// <summary>See <see cref="GuestInput.IsPersistent"/>.</summary>
    public bool? IsPersistent { get; init; }

    /// <summary>See <see cref="GuestInput.HasVirtio"/>.</summary>
    public bool? HasVirtio { get; init; }
}
