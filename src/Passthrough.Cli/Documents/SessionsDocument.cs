using System.Collections.Immutable;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>session status --json</c>; <c>docs/formats/guest.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Sessions">Ordered by guest.</param>
internal sealed record SessionsDocument(int SchemaVersion, ImmutableArray<SessionItem> Sessions);
