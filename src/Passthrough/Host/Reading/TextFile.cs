namespace Passthrough.Host.Reading;

/// <summary>A small text file of the machine with what is needed to compare and to edit it.</summary>
/// <param name="Path">The machine's own path.</param>
/// <param name="Text">The content, decoded as UTF-8 with invalid bytes kept apart by <paramref name="IsExact"/>.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="IsExact">False when the bytes are not valid UTF-8, so that writing the text back would change them: such a file is never edited.</param>
public sealed record TextFile(string Path, string Text, int Mode, bool IsExact = true);
