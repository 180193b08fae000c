namespace Passthrough.Changes.Journal;

/// <summary>The content of a marker file (<c>committed</c>, <c>undone</c>, <c>rolled-back</c>).</summary>
/// <param name="SchemaVersion">The version of the document.</param>
/// <param name="At">When.</param>
/// <param name="BootId">The boot during which it happened (<c>/proc/sys/kernel/random/boot_id</c>); null when unknown.</param>
public sealed record Commit(int SchemaVersion, DateTimeOffset At, string? BootId);
