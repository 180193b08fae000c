namespace Passthrough.Host.Snapshots;

/// <summary>How many different originals of one kind were replaced.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">Different originals, not places.</param>
public sealed record RemovedKind(PersonalKind Kind, int Count);
