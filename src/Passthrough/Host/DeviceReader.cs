using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Host;

/// <summary>Reads PCI functions and the IOMMU together: the kernel names the members of a group in two places, and both have to tell the same.</summary>
public static class DeviceReader
{
    /// <summary>The functions, each with the number of its group, and the IOMMU.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="scope">How much of each function is read; for lists, only the members of the groups are.</param>
    public static (PciFacts Pci, IommuFacts Iommu) Read(MachineReader reader, PciReadScope scope = PciReadScope.Everything)
    {
        var functions = PciReader.Read(reader, scope);
        var iommu = scope == PciReadScope.Lists ? IommuReader.ReadMembers(reader, functions) : IommuReader.Read(reader, functions, isDetailed: scope != PciReadScope.Cards);
        return (IommuGroups.Agree(functions, iommu.Groups), iommu);
    }
}
