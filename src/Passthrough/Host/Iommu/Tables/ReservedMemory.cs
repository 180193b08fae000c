using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Iommu.Tables;

/// <summary>Memory that the firmware keeps mapped for devices at its own address.</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">The last address.</param>
/// <param name="Devices">DMAR: the devices by their paths.</param>
/// <param name="FirstDevice">IVRS: the first device of the range that the memory is for; null in DMAR.</param>
/// <param name="LastDevice">IVRS: the last device of the range; null in DMAR.</param>
public sealed record ReservedMemory(ulong Start, ulong End, ImmutableArray<DmarDevice> Devices, PciAddress? FirstDevice = null, PciAddress? LastDevice = null)
{
    /// <summary>The functions of the machine that the memory is for, ordered by address.</summary>
    /// <param name="pci">The machine's functions.</param>
    public ImmutableArray<PciAddress> On(PciFacts pci) =>
        FirstDevice is { } first && LastDevice is { } last
            ? [.. pci.Devices.Select(device => device.Address).Where(address => address >= first && address <= last)]
            : [.. Devices.SelectMany(device => device.On(pci)).Distinct().Order()];
}
