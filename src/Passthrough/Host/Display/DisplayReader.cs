using System.Collections.Immutable;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Display;

/// <summary>Reads what sysfs shows below the functions of each graphics card, and who has their device nodes open.</summary>
public static class DisplayReader
{
    /// <summary>All graphics cards.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="pci">All functions.</param>
    /// <param name="iommu">The groups, which name VFIO's device nodes.</param>
    /// <param name="scope">Whether processes are looked for.</param>
    public static DisplayFacts Read(MachineReader reader, PciFacts pci, IommuFacts iommu, HostReadScope scope)
    {
        var found = GraphicsCards.Find(pci);
        var nodes = found.ToDictionary(card => card.Display, card => CardNodes.Read(reader, card.Functions, iommu));
        var holders = scope == HostReadScope.Everything && !found.IsEmpty
            ? HolderReader.Read(reader, [.. nodes.Values.SelectMany(card => card.All)])
            : new HolderScan([], 0, IsComplete: found.IsEmpty);
        var hasBootCard = pci.Devices.Any(device => device.BootVga is true);
        return new DisplayFacts(
            [
                .. found.Select(card => new GraphicsCard(
                    card.Display,
                    card.Functions,
                    IsBoot(card.Functions, pci, hasBootCard),
                    nodes[card.Display].Drm,
                    nodes[card.Display].ConnectedOutputs,
                    [.. holders.Holders.Where(holder => nodes[card.Display].All.Contains(holder.Node, StringComparer.Ordinal))])),
            ],
            holders.ProcessesNotSeen)
        {
            AreHoldersKnown = holders.IsComplete,
        };
    }

    // Only VGA functions have boot_vga; where another card has the mark, one without the file is not the boot card.
    private static bool? IsBoot(ImmutableArray<PciAddress> functions, PciFacts pci, bool hasBootCard)
    {
        var marks = functions.Select(address => pci.Find(address)?.BootVga).Where(mark => mark is not null).ToList();
        return marks switch
        {
            [] => hasBootCard ? false : null,
            _ => marks.Contains(true),
        };
    }
}
