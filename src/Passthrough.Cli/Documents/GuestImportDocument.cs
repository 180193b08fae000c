using System.Collections.Immutable;
using Passthrough.Guests.Import;
using Passthrough.Intent;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>guest import --json</c>; <c>docs/formats/guest.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Name">The guest's name.</param>
/// <param name="IsWritten">Whether it was added to the intent.</param>
/// <param name="Lines">The guest as an item of the intent's list.</param>
/// <param name="NotKept">What of the source the lines do not say.</param>
/// <param name="Notes">What was understood in a way that the person should know.</param>
internal sealed record GuestImportDocument(int SchemaVersion, string Name, bool IsWritten, ImmutableArray<string> Lines, ImmutableArray<NotKept> NotKept, ImmutableArray<string> Notes)
{
    /// <summary>Puts it together.</summary>
    /// <param name="imported">The guest.</param>
    /// <param name="isWritten">Whether it was added to the intent.</param>
    public static GuestImportDocument Of(ImportedGuest imported, bool isWritten) => new(1, imported.Guest.Name, isWritten, IntentWriter.LinesOf(imported.Guest, 0), imported.NotKept, imported.Notes);
}
