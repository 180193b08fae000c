using System.Collections.Immutable;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Input;

namespace Passthrough.Intent;

/// <summary>USB devices that go to a guest and come back together, as a keyboard and a mouse.</summary>
/// <param name="Name">What the person calls it.</param>
/// <param name="Guest">The guest's name; need not be one of the file.</param>
/// <param name="Devices">The devices; at least one, each once.</param>
public sealed record UsbProfile(string Name, string Guest, ImmutableArray<UsbName> Devices)
{
    /// <summary>The keys that swap it; null for none.</summary>
    public Hotkey? Hotkey { get; init; }

    /// <summary>True when it may be the machine's last keyboard or mouse that goes.</summary>
    public bool TakesLastInput { get; init; }
}
