namespace Passthrough.Guests.Import.Qemu;

/// <summary>One word of a command.</summary>
/// <param name="Text">The word as the program would get it.</param>
/// <param name="Where">Where it stands, such as <c>line 12</c>.</param>
/// <param name="Unknown">What of it is not known before the script runs, as it is written there; null when the word is known.</param>
internal sealed record QemuWord(string Text, string Where, string? Unknown);
