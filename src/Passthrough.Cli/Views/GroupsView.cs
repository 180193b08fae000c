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
        var isFirst = true;
        foreach (var group in groups)
        {
            if (!isFirst)
            {
                yield return "";
            }

            isFirst = false;
            yield return $"[bold]Group {group.Number}[/]{Escape(Meaning(facts, group))}";
            foreach (var line in TextLayout.Columns([.. group.Devices.Select(address => Row(facts, address))], width, "  "))
            {
                yield return Escape(line);
            }

            foreach (var member in group.OtherMembers)
            {
                yield return Escape(TextLayout.Cut($"  {member} (not on PCI)", width));
            }
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

    private static string Meaning(HostFacts facts, IommuGroup group)
    {
        var cards = facts.Display.Cards.Where(card => card.Functions.Any(function => group.Devices.Contains(function))).ToList();
        return cards.Count == 0 ? "" : $"  {string.Join("; ", cards.Select(card => Meaning(facts, card, group)))}";
    }

    private static string Meaning(HostFacts facts, GraphicsCard card, IommuGroup group)
    {
        var foreign = GroupIsolation.ForeignEndpoints(facts, card).Count(device => group.Devices.Contains(device.Address));
        return $"graphics card {card.Display}, {(foreign == 0 ? "isolated" : $"shared with {foreign} other device{(foreign == 1 ? "" : "s")}")}";
    }

    private static string[] Row(HostFacts facts, PciAddress address) =>
        facts.Pci.Find(address) is { } device
            ? [device.Address.ToString(), device.Class.ToString(), device.Identity.Ids, device.Driver ?? "-", $"{DeviceWords.Kind(device.Class)}, {DeviceWords.Name(device)}"]
            : [address.ToString(), "?", "?", "?", "not seen in sysfs"];

    private static string Escape(string text) => Markup.Escape(TextLayout.Plain(text));
}
