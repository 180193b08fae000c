namespace Passthrough.Guests.Input;

/// <summary>A keyboard or mouse of the host that host and guest share.</summary>
/// <param name="Path">The machine's own path, best one below <c>/dev/input/by-id</c> whose name ends in <c>event-kbd</c> or <c>event-mouse</c>.</param>
/// <param name="IsKeyboard">True for a keyboard: its toggle hands over all of them, and its keys repeat.</param>
public sealed record EvdevInput(string Path, bool IsKeyboard);
