namespace Passthrough.Planning;

/// <summary>Creates a file, or replaces its content, keeping an existing file's mode, owner and label.</summary>
/// <param name="Id">See <see cref="Change"/>.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Path">The machine's own path.</param>
/// <param name="Before">The text that was read; null when the file does not exist.</param>
/// <param name="After">The text to be written.</param>
/// <param name="Mode">The permission bits of a file that is created, such as 493 (0755); ignored for an existing file.</param>
/// <param name="Diff">Unified diff from before to after.</param>
public sealed record FileChange(string Id, string Title, string Reason, string Path, string? Before, string After, int Mode, string Diff)
    : Change(Id, Title, Reason);
