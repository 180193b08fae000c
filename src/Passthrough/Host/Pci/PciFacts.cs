using System.Collections.Immutable;

namespace Passthrough.Host.Pci;

/// <summary>All PCI functions of the machine, from <c>/sys/bus/pci/devices</c>.</summary>
/// <param name="Devices">Ordered by address; empty on a machine without PCI or when <c>/sys</c> is absent.</param>
public sealed record PciFacts(ImmutableArray<PciDevice> Devices)
{
    /// <summary>The function at an address; null when there is none.</summary>
    public PciDevice? Find(PciAddress address) => Devices.FirstOrDefault(device => device.Address == address);
}
