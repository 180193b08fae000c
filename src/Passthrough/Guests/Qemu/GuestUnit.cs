namespace Passthrough.Guests.Qemu;

/// <summary>One unit of systemd (systemd.unit(5)).</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Text">Its file.</param>
public sealed record GuestUnit(string Name, string Text);
