using System.Collections.Immutable;

namespace Passthrough.Rehearsal;

/// <summary>One step of the way.</summary>
/// <param name="Title">What it does, as a person would say it.</param>
/// <param name="Run">Does it and returns what was observed; throws <see cref="Failures.RehearsalFailedException"/> when that is not what has to be.</param>
internal sealed record RehearsalStep(string Title, Func<CancellationToken, Task<ImmutableArray<string>>> Run);
