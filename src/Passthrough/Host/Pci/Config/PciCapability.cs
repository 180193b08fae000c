namespace Passthrough.Host.Pci.Config;

/// <summary>One entry of the capability list in the first 256 bytes of config space.</summary>
/// <param name="Id">The capability's number (1 power management, 5 MSI, 0x10 PCI Express, 0x11 MSI-X, 0x13 advanced features).</param>
/// <param name="Offset">Where it begins.</param>
public sealed record PciCapability(byte Id, int Offset);
