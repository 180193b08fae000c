namespace Passthrough.Sessions.Leases;

/// <summary>Who owns the node of a USB device.</summary>
/// <param name="Before">The user's number before.</param>
/// <param name="During">The number of the user that QEMU runs as.</param>
/// <param name="Group">The group's number, which stays.</param>
public sealed record UsbNodeOwner(uint Before, uint During, uint Group);
