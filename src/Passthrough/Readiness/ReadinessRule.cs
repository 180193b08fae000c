using System.Collections.Immutable;
using Passthrough.Host;

namespace Passthrough.Readiness;

/// <summary>One rule: a question, all that it can find, and the pure function that finds it.</summary>
/// <param name="Question">What it asks of a machine or of each card, in one sentence.</param>
/// <param name="Kinds">Everything that it can find.</param>
/// <param name="Judge">Facts to findings; every finding is of one of <paramref name="Kinds"/>.</param>
public sealed record ReadinessRule(string Question, ImmutableArray<FindingKind> Kinds, Func<HostFacts, IEnumerable<Finding>> Judge);
