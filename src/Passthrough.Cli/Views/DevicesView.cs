using System.Globalization;
using Passthrough.Host.Pci;
using Passthrough.Readiness;
using Spectre.Console;

namespace Passthrough.Cli.Views;

/// <summary>PCI functions as a table or as the tree of bridges that they hang on.</summary>
internal static class DevicesView
{
    /// <summary>A line a function under a line of headings, as lines of markup.</summary>
    /// <param name="devices">The functions to show.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Table(IReadOnlyCollection<PciDevice> devices, int width)
    {
        var rows = devices.Select(device => new[]
        {
            device.Address.ToString(),
            device.Class.ToString(),
            device.Identity.Ids,
            device.IommuGroup?.ToString(CultureInfo.InvariantCulture) ?? "-",
            device.Driver ?? "-",
            $"{DeviceWords.Kind(device.Class)}, {DeviceWords.Name(device)}",
        });
        return TextLayout.Columns([["ADDRESS", "CLASS", "IDS", "GROUP", "DRIVER", "DEVICE"], .. rows], width).Select(Escape);
    }

    /// <summary>The functions below the bridges that they hang on, as lines of markup.</summary>
    /// <param name="devices">The functions to show; a bridge that is not among them is left out of the tree and its children move up.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Tree(IReadOnlyCollection<PciDevice> devices, int width)
    {
        var shown = devices.Select(device => device.Address).ToHashSet();
        var children = devices.ToLookup(device => Parent(device, shown));
        return Branches(children, null, "").Select(line => Escape(TextLayout.Cut(line, width)));
    }

    private static IEnumerable<string> Branches(ILookup<PciAddress?, PciDevice> children, PciAddress? parent, string indent)
    {
        var branch = children[parent].ToList();
        foreach (var (device, index) in branch.Select((device, index) => (device, index)))
        {
            var isLast = index == branch.Count - 1;
            var group = device.IommuGroup is { } number ? $", group {number}" : "";
            yield return $"{indent}{(isLast ? "└─ " : "├─ ")}{device.Address} {DeviceWords.Kind(device.Class)} [{device.Identity.Ids}]{group}{(device.Driver is { } driver ? $", {driver}" : "")}: {DeviceWords.Name(device)}";
            foreach (var line in Branches(children, device.Address, indent + (isLast ? "   " : "│  ")))
            {
                yield return line;
            }
        }
    }

    private static PciAddress? Parent(PciDevice device, HashSet<PciAddress> shown)
    {
        var above = device.Upstream.Where(bridge => bridge != device.Address && shown.Contains(bridge)).ToList();
        return above.Count == 0 ? null : above[^1];
    }

    private static string Escape(string text) => Markup.Escape(TextLayout.Plain(text));
}
