namespace Passthrough.Host.Snapshots;

/// <summary>A file that is in a snapshot by name only, with the length that it has on the machine.</summary>
/// <param name="Path">The machine's own path, all links followed.</param>
/// <param name="Bytes">Its length there.</param>
public sealed record FileLength(string Path, long Bytes);
