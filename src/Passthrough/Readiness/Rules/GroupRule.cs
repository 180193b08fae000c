using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness.Rules;

/// <summary>Is the card alone in its IOMMU groups.</summary>
internal static class GroupRule
{
    private static readonly FindingKind GpuGroupUnknown = new("gpu-group-unknown", Severity.Note, "The IOMMU is off, so the groups are not known.");
    private static readonly FindingKind GpuWithoutGroup = new("gpu-without-group", Severity.Blocking, "The IOMMU is on and a function of the card has no group.");
    private static readonly FindingKind GpuGroupBridgesOnly = new("gpu-group-bridges-only", Severity.Good, "The card's groups hold only the card and PCI bridges.");
    private static readonly FindingKind GpuSeveralGroups = new("gpu-several-groups", Severity.Note, "The card's functions lie in several groups, without foreign endpoints.");
    private static readonly FindingKind GpuGroupOtherMembers = new("gpu-group-other-members", Severity.Blocking, "The card's group holds devices that are not on PCI.");
    private static readonly FindingKind GpuGroupClean = new("gpu-group-clean", Severity.Good, "The card's groups hold nothing but the card.");
    private static readonly FindingKind GpuGroupShared = new("gpu-group-shared", Severity.Blocking, "The card's groups hold endpoints that are not the card's.");

    private const int SlotsShown = 3;

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is the card alone in its IOMMU groups?",
        [GpuGroupUnknown, GpuWithoutGroup, GpuGroupBridgesOnly, GpuSeveralGroups, GpuGroupOtherMembers, GpuGroupClean, GpuGroupShared],
        Judge);

    /// <summary>One finding for each card, and one more where its functions lie in several groups.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts) => facts.Display.Cards.SelectMany(card => JudgeCard(facts, card));

    private static IEnumerable<Finding> JudgeCard(HostFacts facts, GraphicsCard card)
    {
        if (!facts.Iommu.IsOn)
        {
            yield return GpuGroupUnknown.Found(
                "Whether the card is isolated will be known after a boot with the IOMMU on.",
                [new Evidence(Places.Groups, "no groups while the IOMMU is off; that says nothing about this card")],
                gpu: card.Display);
            yield break;
        }

        var groups = GroupIsolation.GroupsOf(facts, card);
        var ungrouped = card.Functions.Where(address => facts.Iommu.GroupOf(address) is null).ToImmutableArray();
        if (!ungrouped.IsEmpty)
        {
            yield return GpuWithoutGroup.Found(
                "A function of the card has no IOMMU group, so VFIO cannot take it.",
                [.. ungrouped.Select(address => new Evidence($"{DeviceWords.SysfsPath(address)}/iommu_group", "absent"))],
                "Put the card into another slot, or look for a firmware update: this IOMMU does not cover the slot.",
                card.Display);
            yield break;
        }

        var foreign = GroupIsolation.ForeignEndpoints(facts, card);
        var bridges = GroupIsolation.Bridges(facts, card);
        var numbers = string.Join(", ", groups.Select(group => group.Number));
        yield return !foreign.IsEmpty ? Shared(facts, card, foreign, groups.Length, numbers)
            : bridges.IsEmpty ? Alone(facts, card, groups.Length, numbers)
            : GpuGroupBridgesOnly.Found(
                $"The card is isolated: {GroupWords(groups.Length, numbers)} hold{(groups.Length == 1 ? "s" : "")} only it and bridges, which need nothing.",
                [.. bridges.Select(bridge => Member(bridge))],
                gpu: card.Display);
        if (groups.Length > 1 && foreign.IsEmpty)
        {
            yield return GpuSeveralGroups.Found(
                "The card's functions lie in several groups: all of them are bound, and the guest gets all.",
                [.. card.Functions.Select(address => new Evidence($"{DeviceWords.SysfsPath(address)}/iommu_group", $"{facts.Iommu.GroupOf(address)?.Number}"))],
                gpu: card.Display);
        }

        if (groups.Any(group => !group.OtherMembers.IsEmpty))
        {
            yield return GpuGroupOtherMembers.Found(
                "The card's group also holds devices that are not on PCI.",
                [.. groups.SelectMany(group => group.OtherMembers.Select(member => new Evidence($"{Places.Groups}/{group.Number}/devices", member)))],
                "VFIO gives the group to nobody while they have drivers; another slot is what helps.",
                card.Display);
        }
    }

    private static Finding Alone(HostFacts facts, GraphicsCard card, int count, string numbers) => GpuGroupClean.Found(
        $"The card is isolated: {GroupWords(count, numbers)} hold{(count == 1 ? "s" : "")} nothing else.",
        [.. card.Functions.Select(facts.Pci.Find).OfType<PciDevice>().Select(Member)],
        gpu: card.Display);

    private static Finding Shared(HostFacts facts, GraphicsCard card, ImmutableArray<PciDevice> foreign, int count, string numbers) => GpuGroupShared.Found(
        $"The card shares {GroupWords(count, numbers)} with {(foreign.Length == 1 ? "a device" : $"{foreign.Length} devices")} of the host.",
        [.. foreign.Select(Member)],
        $"{CleanSlots(facts, card)}, or move the others; a firmware update or its ACS setting may split the group. The kernel patch "
        + "pcie_acs_override only hides the sharing: the guest could then reach the memory of those devices.",
        card.Display);

    private static string CleanSlots(HostFacts facts, GraphicsCard card)
    {
        var clean = SlotAdvice.For(facts, card).Where(choice => choice is { Verdict: SlotVerdict.Clean, IsCurrent: false } && choice.HasSlot is not false).Take(SlotsShown).Select(SlotWords).ToList();
        return facts.Pci.Find(card.Display) is { } display && IntegratedCardRule.IsSoldered(facts.Pci, display) ? "These graphics are in no slot: better give the guest a card that is"
            : clean.Count == 0 ? "Put the card into another slot (best one wired to the processor)"
            : $"Put the card where it would be alone ({string.Join("; ", clean)}; if a slot is there)";
    }

    private static string SlotWords(SlotChoice choice) =>
        $"port {choice.Port}{(choice.Name is { } name ? $", slot {name}" : "")}{(choice.Width is { } width ? $", x{width}" : "")}, {(choice.Occupants is [var first, ..] ? $"now with {first}" : "free")}";

    private static Evidence Member(PciDevice device) => new(DeviceWords.SysfsPath(device.Address), DeviceWords.Describe(device));

    private static string GroupWords(int count, string numbers) => count == 1 ? $"group {numbers}" : $"groups {numbers}";
}
