namespace Passthrough.Changes;

/// <summary>Something that happened while a host is being changed.</summary>
/// <param name="Kind">What.</param>
/// <param name="Words">The step's title, or the machine's own path of a file.</param>
public sealed record ChangeProgress(ProgressKind Kind, string Words);
