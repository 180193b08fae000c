namespace Passthrough.Host;

/// <summary>The facts as a document; <c>docs/formats/facts.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Facts">The facts.</param>
public sealed record HostFactsDocument(int SchemaVersion, HostFacts Facts);
