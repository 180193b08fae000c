using Passthrough.Host.Pci;

namespace Passthrough.Planning;

/// <summary>A function named by address and by what must be found there: at another identity nothing is bound.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Identity">What it is.</param>
/// <param name="DriverBefore">The driver that had it when the plan was made; null when none had.</param>
public sealed record DeviceIdentity(PciAddress Address, PciIdentity Identity, string? DriverBefore);
