using System.Collections.Immutable;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>guest list --json</c>; <c>docs/formats/guest.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Guests">In the order of the file.</param>
internal sealed record GuestListDocument(int SchemaVersion, ImmutableArray<GuestListItem> Guests);
