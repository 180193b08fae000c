using System.Collections.Immutable;
using Passthrough.Guests.Description;

namespace Passthrough.Guests.Import;

/// <summary>A guest as another tool runs it, in this program's words.</summary>
/// <param name="Guest">The description.</param>
/// <param name="NotKept">What the description does not say, in the order of the source; empty when nothing was lost.</param>
/// <param name="Notes">What was understood in a way that the person should know.</param>
public sealed record ImportedGuest(GuestDescription Guest, ImmutableArray<NotKept> NotKept, ImmutableArray<string> Notes)
{
    /// <summary>The same guest with a UUID of its own, and why.</summary>
    /// <param name="owner">Who has the UUID of the source, in words.</param>
    public ImportedGuest WithOwnUuid(string owner) => this with
    {
        Guest = Guest with { Uuid = null },
        Notes = [.. Notes, $"the UUID {Guest.Uuid} is that of {owner}, so this copy gets one of its own: a system that is bound to its UUID, as Windows is, may have to be activated again; the two share their disks and must not run at the same time"],
    };
}
