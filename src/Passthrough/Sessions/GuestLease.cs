using System.Collections.Immutable;
using Passthrough.Guests;
using Passthrough.Planning;

namespace Passthrough.Sessions;

/// <summary>What is lent to a guest, written before it is started (<c>/run/passthrough/guests/NAME.json</c>, <c>docs/formats/guest.md</c>).</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Guest">The guest's name.</param>
/// <param name="Runtime">What runs it.</param>
/// <param name="Functions">The functions of the card.</param>
/// <param name="Owner">The passthrough command that started it.</param>
/// <param name="Process">QEMU's process; null until it has started, and for libvirt's guests.</param>
public sealed record GuestLease(
    int SchemaVersion,
    string Guest,
    GuestRuntime Runtime,
    ImmutableArray<DeviceIdentity> Functions,
    ProcessIdentity Owner,
    ProcessIdentity? Process);
