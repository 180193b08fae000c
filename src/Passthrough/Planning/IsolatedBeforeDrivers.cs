namespace Passthrough.Planning;

/// <summary>The isolation script took the function in the initramfs and no driver had it before.</summary>
/// <param name="Device">Where and what.</param>
public sealed record IsolatedBeforeDrivers(DeviceIdentity Device) : Postcondition;
