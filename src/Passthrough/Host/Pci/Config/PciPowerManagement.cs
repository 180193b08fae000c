namespace Passthrough.Host.Pci.Config;

/// <summary>The power management capability (number 1); see the PCI Bus Power Management Interface Specification 1.2, 3.2.</summary>
/// <param name="Version">The capability's version.</param>
/// <param name="State">The power state now, 0 to 3 (D0 to D3hot).</param>
/// <param name="KeepsStateInD3">True (No Soft Reset) when waking from D3hot keeps the function's state, so that going there and back is no reset.</param>
public sealed record PciPowerManagement(int Version, int State, bool KeepsStateInD3);
