using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Readiness;
using Spectre.Console;

namespace Passthrough.Cli.Views;

/// <summary>IOMMU groups with their members, and what they mean for the graphics cards.</summary>
internal static class GroupsView
{
    /// <summary>The groups as lines of markup.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="groups">The groups to show.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(HostFacts facts, IReadOnlyCollection<IommuGroup> groups, int width)
    {
        var marks = new HashSet<string>(StringComparer.Ordinal);
        var isFirst = true;
        foreach (var group in groups)
        {
            if (!isFirst)
            {
                yield return "";
            }

            isFirst = false;
            var cards = facts.Display.Cards.Where(card => card.Functions.Any(function => group.Devices.Contains(function))).ToList();
            yield return $"[bold]Group {group.Number}[/]{Escape(Meaning(facts, cards, group))}";
            var rows = group.Devices.Select(address => Row(facts, cards, address)).ToList();
            marks.UnionWith(rows.Select(row => row[0]));
            foreach (var line in TextLayout.Columns(rows, width))
            {
                yield return Escape(line);
            }

            foreach (var member in group.OtherMembers)
            {
                yield return Escape(TextLayout.Cut($"   {member} (not on PCI)", width));
            }

            foreach (var line in WhyShared(facts, cards, group, width))
            {
                yield return Escape(line);
            }
        }

        foreach (var line in Legend(marks))
        {
            yield return Escape(line);
        }
    }

    /// <summary>What there is to say when there are no groups.</summary>
    /// <param name="iommu">The finding about the IOMMU.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> WithoutGroups(Finding iommu, int width) =>
        new[] { iommu.Title, iommu.Remedy ?? "" }
            .Where(text => text.Length > 0)
            .SelectMany(text => TextLayout.Wrap(text, width))
            .Select(Escape)
            .Prepend("No IOMMU groups: they will be known after a boot with the IOMMU on.");

    private static string Meaning(HostFacts facts, List<GraphicsCard> cards, IommuGroup group) =>
        cards.Count == 0 ? "" : $"  {string.Join("; ", cards.Select(card => Meaning(facts, card, group)))}";

    private static string Meaning(HostFacts facts, GraphicsCard card, IommuGroup group)
    {
        var foreign = GroupIsolation.ForeignEndpoints(facts, card).Count(device => group.Devices.Contains(device.Address));
        return $"graphics card {card.Display}, {(foreign == 0 ? "isolated" : $"shared with {foreign} other device{(foreign == 1 ? "" : "s")}")}";
    }

    // Only where a card shares its group does a person ask which bridge is at fault.
    private static IEnumerable<string> WhyShared(HostFacts facts, List<GraphicsCard> cards, IommuGroup group, int width)
    {
        var shared = cards.SelectMany(card => GroupIsolation.ForeignEndpoints(facts, card)).Where(device => group.Devices.Contains(device.Address)).ToList();
        var members = group.Devices.Select(facts.Pci.Find).OfType<PciDevice>().Where(device => !device.Class.IsBridge && !device.Upstream.IsEmpty).ToList();
        if (shared.Count == 0 || members.Count == 0)
        {
            return [];
        }

        var lacking = members.SelectMany(device => SlotAdvice.WithoutAccessControl(facts.Pci, device)).Select(bridge => bridge.Address).Distinct().Order().ToList();
        return lacking.Count > 0
            ? TextLayout.Hang("   ", $"No access control (ACS) in {string.Join(", ", lacking)}: what is below is not kept apart.", width)
            : members.TrueForAll(device => SlotAdvice.IsAccessControlUnknown(facts.Pci, device))
                ? TextLayout.Hang("   ", "Which bridge does not keep them apart (ACS) is readable by root.", width)
                : [];
    }

    private static IEnumerable<string> Legend(HashSet<string> marks)
    {
        string[] known = ["*  the card", "!  shares a card's group", "=  bridge, needs nothing"];
        var used = known.Where(words => marks.Contains(words[..1])).ToList();
        return used.Count == 0 ? [] : ["", string.Join("    ", used)];
    }

    private static string[] Row(HostFacts facts, List<GraphicsCard> cards, PciAddress address) =>
        facts.Pci.Find(address) is { } device
            ? [Mark(cards, device), device.Address.ToString(), device.Identity.Ids, device.Driver ?? "-", $"{DeviceWords.Kind(device.Class)}, {DeviceWords.Name(device)}"]
            : [" ", address.ToString(), "?", "?", "not seen in sysfs"];

    private static string Mark(List<GraphicsCard> cards, PciDevice device) =>
        device.Class.IsBridge ? "="
        : cards.Count == 0 ? " "
        : cards.Exists(card => card.Functions.Contains(device.Address)) ? "*"
        : "!";

    private static string Escape(string text) => Markup.Escape(TextLayout.Plain(text));
}
