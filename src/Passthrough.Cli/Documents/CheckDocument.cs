using System.Collections.Immutable;
using Passthrough.Readiness;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>check --json</c>; <c>docs/formats/check.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Findings">About the machine and the cards asked about.</param>
/// <param name="Verdicts">One a card asked about.</param>
internal sealed record CheckDocument(int SchemaVersion, ImmutableArray<Finding> Findings, ImmutableArray<GpuVerdict> Verdicts);
