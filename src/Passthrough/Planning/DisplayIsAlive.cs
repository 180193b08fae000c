namespace Passthrough.Planning;

/// <summary>The host's graphics card has a DRM device, so that the host can show something on it.</summary>
/// <param name="Device">The card's display function.</param>
public sealed record DisplayIsAlive(DeviceIdentity Device) : Postcondition;
