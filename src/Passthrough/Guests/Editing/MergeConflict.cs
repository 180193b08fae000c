namespace Passthrough.Guests.Editing;

/// <summary>A node that was to be changed and that somebody else changed to something else; it stays as they have it.</summary>
/// <param name="Path">Where it is, such as <c>/domain/devices/disk[2]/target/@bus</c>.</param>
/// <param name="Base">What was made last; null when the node was not there.</param>
/// <param name="Wanted">What is wanted now; null when it is to go.</param>
/// <param name="Present">What is there; null when it is not there.</param>
public sealed record MergeConflict(string Path, string? Base, string? Wanted, string? Present);
