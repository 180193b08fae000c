namespace Passthrough.Changes.Journal;

/// <summary>The content of <c>NNNN.reversed</c>.</summary>
/// <param name="SchemaVersion">The version of the document.</param>
/// <param name="Path">The machine's own path.</param>
/// <param name="How">How it was taken back.</param>
public sealed record ReversalRecord(int SchemaVersion, string Path, Reversal How);
