using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Iommu.Tables;

/// <summary>A device as DMAR names it: the bus where its path begins, and the device and function numbers from there (VT-d specification, 8.3.1).</summary>
/// <param name="Segment">The PCI domain.</param>
/// <param name="Bus">The bus of the first step.</param>
/// <param name="Steps">Device and function at each step; all but the last are bridges.</param>
/// <param name="IsHierarchy">True when everything below the device is meant as well.</param>
public sealed record DmarDevice(ushort Segment, byte Bus, ImmutableArray<DmarStep> Steps, bool IsHierarchy)
{
    /// <summary>The functions that are meant; empty when a bridge on the way is not there.</summary>
    /// <param name="pci">The machine's functions.</param>
    public ImmutableArray<PciAddress> On(PciFacts pci)
    {
        var bus = Bus;
        PciDevice? found = null;
        foreach (var step in Steps)
        {
            if (found is not null && found.SecondaryBus is null)
            {
                return [];
            }

            bus = found?.SecondaryBus ?? bus;
            found = pci.Find(new PciAddress(Segment, bus, step.Device, step.Function));
            if (found is null)
            {
                return [];
            }
        }

        return found is null ? []
            : IsHierarchy ? [found.Address, .. pci.Devices.Where(device => device.Upstream.Contains(found.Address)).Select(device => device.Address)]
            : [found.Address];
    }
}
