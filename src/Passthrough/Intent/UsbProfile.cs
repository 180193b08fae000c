using System.Collections.Immutable;
using Passthrough.Guests.Devices;

namespace Passthrough.Intent;

/// <summary>USB devices that go to a guest and come back together, as a keyboard and a mouse.</summary>
/// <param name="Name">What the person calls it.</param>
/// <param name="Guest">The guest's name; need not be one of the file.</param>
/// <param name="Devices">The devices; at least one, each once.</param>
public sealed record UsbProfile(string Name, string Guest, ImmutableArray<UsbName> Devices);
