using System.Collections.Immutable;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Display;

/// <summary>Reads what sysfs shows below the functions of each graphics card, and who has their device nodes open.</summary>
public static class DisplayReader
{
    private static readonly ImmutableArray<string> SharedNodes = ["nvidiactl", "nvidia-uvm", "nvidia-modeset", "kfd"];

    /// <summary>All graphics cards.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="pci">All functions.</param>
    /// <param name="iommu">The groups, which name VFIO's device nodes.</param>
    /// <param name="scope">Whether processes are looked for.</param>
    public static DisplayFacts Read(MachineReader reader, PciFacts pci, IommuFacts iommu, HostReadScope scope)
    {
        var found = GraphicsCards.Find(pci);
        var nodes = found.ToDictionary(card => card.Display, card => CardNodes.Read(reader, card.Functions, iommu));
        ImmutableHashSet<string> shared = [.. SharedNodes.Select(name => reader.Roots.NameOf(reader.Roots.Dev(name)))];
        var holders = scope is HostReadScope.Everything or HostReadScope.Plans && !found.IsEmpty
            ? HolderReader.Read(reader, [.. nodes.Values.SelectMany(card => card.All), .. shared])
            : new HolderScan([], 0, IsComplete: found.IsEmpty);
        var memory = found.IsEmpty || reader.ReadText(reader.Roots.Proc("iomem")) is not { } text ? null : IoMemory.Parse(text);
        var claims = found.ToDictionary(card => card.Display, card => FramebufferClaims.Of(card.Functions, pci, memory ?? []));
        var pictures = FramebufferReader.ReadBootFramebuffers(reader);
        var boot = BootCard.Find(found, pci, nodes, claims, pictures);
        return new DisplayFacts(
            [
                .. found.Select(card => new GraphicsCard(
                    card.Display,
                    card.Functions,
                    boot is { } display ? display == card.Display : HasBootMark(card.Functions, pci) ? false : null,
                    nodes[card.Display].Drm,
                    [.. nodes[card.Display].Connectors.Where(connector => connector.Status == ConnectorStatus.Connected).Select(connector => connector.Name)],
                    [.. holders.Holders.Where(holder => nodes[card.Display].All.Contains(holder.Node, StringComparer.Ordinal))])
                {
                    Connectors = nodes[card.Display].Connectors,
                    Claims = claims[card.Display],
                }),
            ],
            holders.ProcessesNotSeen)
        {
            AreHoldersKnown = holders.IsComplete,
            AreClaimsKnown = memory is not null,
            BootFramebuffers = pictures,
            BootFramebufferDrivers = FramebufferReader.ReadDrivers(reader),
            FrameBuffers = FramebufferReader.ReadFrameBuffers(reader),
            Consoles = FramebufferReader.ReadConsoles(reader),
            PlatformCards = FramebufferReader.ReadPlatformCards(reader),
            SharedHolders = [.. holders.Holders.Where(holder => shared.Contains(holder.Node))],
        };
    }

    private static bool HasBootMark(ImmutableArray<PciAddress> functions, PciFacts pci) => functions.Any(address => pci.Find(address)?.BootVga is not null);
}
