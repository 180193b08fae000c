using System.Collections.Immutable;

namespace Passthrough.Changes.Journal;

/// <summary>What was seen of a trial boot (<c>trial.json</c>).</summary>
/// <param name="SchemaVersion">The version of the document.</param>
/// <param name="At">When it was looked at.</param>
/// <param name="BootId">The boot that was looked at (<c>/proc/sys/kernel/random/boot_id</c>); null when unknown.</param>
/// <param name="IsGood">True when everything held, so that the new configuration became the default.</param>
/// <param name="Failed">What did not hold, in words, each with what was seen instead.</param>
public sealed record TrialRecord(int SchemaVersion, DateTimeOffset At, string? BootId, bool IsGood, ImmutableArray<string> Failed);
