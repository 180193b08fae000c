using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness.Rules;

/// <summary>Is the card alone in its IOMMU groups.</summary>
internal static class GroupRule
{
    /// <summary>One finding for each card, and one more where its functions lie in several groups.</summary>
    public static IEnumerable<Finding> Judge(HostFacts facts) => facts.Display.Cards.SelectMany(card => JudgeCard(facts, card));

    private static IEnumerable<Finding> JudgeCard(HostFacts facts, GraphicsCard card)
    {
        if (!facts.Iommu.IsOn)
        {
            yield return new Finding(
                "gpu-group-unknown",
                Severity.Note,
                "Whether the card is isolated will be known after a boot with the IOMMU on.",
                [new Evidence(Places.Groups, "no groups while the IOMMU is off; that says nothing about this card")],
                Gpu: card.Display);
            yield break;
        }

        var groups = GroupIsolation.GroupsOf(facts, card);
        var ungrouped = card.Functions.Where(address => facts.Iommu.GroupOf(address) is null).ToImmutableArray();
        if (!ungrouped.IsEmpty)
        {
            yield return new Finding(
                "gpu-without-group",
                Severity.Blocking,
                "A function of the card has no IOMMU group, so VFIO cannot take it.",
                [.. ungrouped.Select(address => new Evidence($"{DeviceWords.SysfsPath(address)}/iommu_group", "absent"))],
                "Put the card into another slot, or look for a firmware update: this IOMMU does not cover the slot.",
                card.Display);
            yield break;
        }

        var foreign = GroupIsolation.ForeignEndpoints(facts, card);
        var bridges = GroupIsolation.Bridges(facts, card);
        var numbers = string.Join(", ", groups.Select(group => group.Number));
        yield return !foreign.IsEmpty ? Shared(card, foreign, groups.Length, numbers)
            : bridges.IsEmpty ? Alone(facts, card, groups.Length, numbers)
            : new Finding(
                "gpu-group-bridges-only",
                Severity.Good,
                $"The card is isolated: {GroupWords(groups.Length, numbers)} hold{(groups.Length == 1 ? "s" : "")} only it and bridges, which need nothing.",
                [.. bridges.Select(bridge => Member(bridge))],
                Gpu: card.Display);
        if (groups.Length > 1 && foreign.IsEmpty)
        {
            yield return new Finding(
                "gpu-several-groups",
                Severity.Note,
                "The card's functions lie in several groups: all of them are bound, and the guest gets all.",
                [.. card.Functions.Select(address => new Evidence($"{DeviceWords.SysfsPath(address)}/iommu_group", $"{facts.Iommu.GroupOf(address)?.Number}"))],
                Gpu: card.Display);
        }

        if (groups.Any(group => !group.OtherMembers.IsEmpty))
        {
            yield return new Finding(
                "gpu-group-other-members",
                Severity.Blocking,
                "The card's group also holds devices that are not on PCI.",
                [.. groups.SelectMany(group => group.OtherMembers.Select(member => new Evidence($"{Places.Groups}/{group.Number}/devices", member)))],
                "VFIO gives the group to nobody while they have drivers; another slot is what helps.",
                card.Display);
        }
    }

    private static Finding Alone(HostFacts facts, GraphicsCard card, int count, string numbers) => new(
        "gpu-group-clean",
        Severity.Good,
        $"The card is isolated: {GroupWords(count, numbers)} hold{(count == 1 ? "s" : "")} nothing else.",
        [.. card.Functions.Select(facts.Pci.Find).OfType<PciDevice>().Select(Member)],
        Gpu: card.Display);

    private static Finding Shared(GraphicsCard card, ImmutableArray<PciDevice> foreign, int count, string numbers) => new(
        "gpu-group-shared",
        Severity.Blocking,
        $"The card shares {GroupWords(count, numbers)} with {(foreign.Length == 1 ? "a device" : $"{foreign.Length} devices")} of the host.",
        [.. foreign.Select(Member)],
        "Put the card into another slot (best one wired to the processor), or move the others; a firmware update or its ACS setting may split the group. The kernel patch "
        + "pcie_acs_override only hides the sharing: the guest could then reach the memory of those devices.",
        card.Display);

    private static Evidence Member(PciDevice device) => new(DeviceWords.SysfsPath(device.Address), DeviceWords.Describe(device));

    private static string GroupWords(int count, string numbers) => count == 1 ? $"group {numbers}" : $"groups {numbers}";
}
