using System.Collections.Immutable;

namespace Passthrough.Guests.Input;

/// <summary>A guest's keyboard and mouse, beside those on a passed-through USB port or controller.</summary>
public sealed record GuestInput
{
    /// <summary>A guest without input of its own.</summary>
    public static GuestInput None { get; } = new();

    /// <summary>The host's devices that are shared; empty for none.</summary>
    public ImmutableArray<EvdevInput> Evdev { get; init; } = [];

    /// <summary>The keys that hand them over.</summary>
    public GrabToggle Toggle { get; init; }

    /// <summary>True when they stay there for the guest while they are unplugged (<see cref="EvdevProxy"/>).</summary>
    public bool IsPersistent { get; init; }

    /// <summary>True for a virtio keyboard and mouse: quicker than the PS/2 ones once the guest has the driver.</summary>
    public bool HasVirtio { get; init; }

    /// <summary>True for a USB tablet, which follows the pointer of a SPICE window.</summary>
    public bool HasTablet { get; init; }
}
