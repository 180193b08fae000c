namespace Passthrough.Rehearsal;

/// <summary>A step began.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Count">How many steps there are.</param>
/// <param name="Title">What it does, as a person would say it.</param>
public sealed record StepStarted(int Number, int Count, string Title) : RehearsalEvent;
