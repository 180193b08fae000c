namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>guest edit --json</c>; <c>docs/editing-domains.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Domain">The domain's name.</param>
/// <param name="Diff">What differs, as <c>diff -u</c> writes it; empty for nothing.</param>
/// <param name="IsWritten">True when it was written.</param>
internal sealed record GuestEditDocument(int SchemaVersion, string Domain, string Diff, bool IsWritten);
