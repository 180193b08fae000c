namespace Passthrough.Planning;

/// <summary>The function is the expected one and has the expected driver.</summary>
/// <param name="Device">Where and what.</param>
/// <param name="Driver">The expected driver; null when none may be bound.</param>
public sealed record DeviceHasDriver(DeviceIdentity Device, string? Driver) : Postcondition;
