using Passthrough.Host;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness.Rules;

/// <summary>Graphics that are part of the processor or only compute need more than a card in a slot does.</summary>
internal static class IntegratedCardRule
{
    private static readonly FindingKind GpuIntegrated = new("gpu-integrated", Severity.Warning, "The graphics are part of the processor.");
    private static readonly FindingKind GpuThreeDController = new("gpu-3d-controller", Severity.Note, "The card is a 3D controller (class 0302) without outputs of its own.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is this a card in a slot, or graphics of another kind?",
        [GpuIntegrated, GpuThreeDController],
        Judge);

    private const ushort Amd = 0x1022;
    private const ushort Intel = 0x8086;
    private const ushort Aspeed = 0x1a03;
    private const ushort Matrox = 0x102b;

    /// <summary>At most one finding for each card.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        foreach (var card in facts.Display.Cards)
        {
            if (facts.Pci.Find(card.Display) is not { } display)
            {
                continue;
            }

            if (IsIntegrated(facts.Pci, display))
            {
                yield return GpuIntegrated.Found(
                    "These graphics are part of the processor: a guest needs more for them than for a card in a slot.",
                    [
                        new Evidence(DeviceWords.SysfsPath(card.Display), DeviceWords.Describe(display)),
                        .. facts.Pci.Devices
                            .Where(other => other.Address.IsSameSlot(card.Display) && !card.Functions.Contains(other.Address))
                            .Select(other => new Evidence(DeviceWords.SysfsPath(other.Address), $"of the processor, not of the graphics: {DeviceWords.Kind(other.Class)}")),
                    ],
                    "Better keep them for the host and give the guest a card.",
                    card.Display);
            }
            else if (display.Class.BaseAndSub == 0x0302)
            {
                yield return GpuThreeDController.Found(
                    "This is a 3D controller without outputs of its own (laptops, compute cards): its picture has to leave the guest another way.",
                    [new Evidence($"{DeviceWords.SysfsPath(card.Display)}/class", $"{display.Class}")],
                    gpu: card.Display);
            }
        }
    }

    /// <summary>True for graphics that no slot holds: those of the processor, and the small ones on boards of servers.</summary>
    /// <param name="pci">The machine's functions.</param>
    /// <param name="display">A display function.</param>
    public static bool IsSoldered(PciFacts pci, PciDevice display) => display.Identity.Vendor is Aspeed or Matrox || IsIntegrated(pci, display);

    private static bool IsIntegrated(PciFacts pci, PciDevice display) =>
        (display.Identity.Vendor == Intel && display.Upstream.IsEmpty)
        || pci.Devices.Any(other => other.Address.IsSameSlot(display.Address) && other.Identity.Vendor == Amd);
}
