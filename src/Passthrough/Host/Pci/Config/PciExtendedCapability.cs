namespace Passthrough.Host.Pci.Config;

/// <summary>One entry of the extended capability list, from byte 0x100 of config space.</summary>
/// <param name="Id">The capability's number (1 error reporting, 0x0d access control, 0x10 SR-IOV, 0x15 resizable BAR).</param>
/// <param name="Version">Its version.</param>
/// <param name="Offset">Where it begins.</param>
public sealed record PciExtendedCapability(ushort Id, byte Version, int Offset);
