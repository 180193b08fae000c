using System.Collections.Immutable;

namespace Passthrough.Rehearsal;

/// <summary>A step ended and observed what it had to.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Count">How many steps there are.</param>
/// <param name="Title">What it did.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Evidence">What was observed, a line each.</param>
public sealed record StepObserved(int Number, int Count, string Title, TimeSpan Elapsed, ImmutableArray<string> Evidence) : RehearsalEvent;
