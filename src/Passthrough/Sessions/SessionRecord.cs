using System.Collections.Immutable;
using Passthrough.Guests;
using Passthrough.Planning;
using Passthrough.Sessions.Leases;

namespace Passthrough.Sessions;

/// <summary>
/// What a guest has from the host while it runs (<c>/run/passthrough/guests/NAME.json</c>, <c>docs/formats/guest.md</c>). Each lease is written here before the host is changed for it, and taken out
/// when the host has it back: whatever happens in between, the record says what is to be given back.
/// </summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Guest">The guest's name.</param>
/// <param name="Runtime">What runs it.</param>
/// <param name="Functions">The PCI functions that it owns; no other guest may have them meanwhile.</param>
/// <param name="Owner">The process that starts it, or the one that stops it.</param>
/// <param name="Process">QEMU's process; null until it has started.</param>
public sealed record SessionRecord(
    int SchemaVersion,
    string Guest,
    GuestRuntime Runtime,
    ImmutableArray<DeviceIdentity> Functions,
    ProcessIdentity Owner,
    ProcessIdentity? Process)
{
    /// <summary>What was taken, in the order of taking; it is given back in reverse. The last one may not have been taken yet.</summary>
    public ImmutableArray<Lease> Leases { get; init; } = [];
}
