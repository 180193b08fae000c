namespace Passthrough.Guests.InstallMedia;

/// <summary>A driver of virtio-win that a guest has use for.</summary>
/// <param name="Name">The name of its folder there.</param>
/// <param name="Purpose">What it is for, as a message says it.</param>
/// <param name="IsNeeded">True when the guest has its device; false for one that is taken when the disc has it.</param>
/// <param name="IsForSetup">True when Setup itself needs it, to see the disk or the network.</param>
public sealed record GuestDriver(string Name, string Purpose, bool IsNeeded, bool IsForSetup = false);
