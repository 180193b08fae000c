using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions;

/// <summary>Looks for the processes that hold a card, through whatever driver it has.</summary>
public static class CardHolders
{
    /// <summary>The processes that have a device node of one of the functions open: DRM, frame buffer, sound, I2C, VFIO.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="functions">The functions.</param>
    /// <param name="iommu">The groups, which name the VFIO nodes.</param>
    public static ImmutableArray<DeviceHolder> Read(HostRoots roots, ImmutableArray<PciAddress> functions, IommuFacts iommu)
    {
        var reader = new MachineReader(roots);
        return HolderReader.Read(reader, [.. CardNodes.Read(reader, functions, iommu).All]).Holders;
    }
}
