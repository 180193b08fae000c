using System.Collections.Immutable;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>session release --json</c>; <c>docs/formats/guest.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Guest">The guest's name.</param>
/// <param name="Returned">What the host has back, in the order of giving back.</param>
/// <param name="Notes">What a person should know.</param>
/// <param name="Failures">What could not be given back, and why.</param>
internal sealed record ReleaseDocument(int SchemaVersion, string Guest, ImmutableArray<string> Returned, ImmutableArray<string> Notes, ImmutableArray<string> Failures);
