using System.Collections.Immutable;

namespace Passthrough.Cli.Documents;

/// <summary>One step of a rehearsal.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Title">What it did.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Evidence">What was observed, a line each.</param>
internal sealed record RehearsedStep(int Number, string Title, double Seconds, ImmutableArray<string> Evidence);
