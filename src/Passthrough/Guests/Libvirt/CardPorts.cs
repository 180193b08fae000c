using System.Collections.Immutable;
using System.Xml.Linq;
using Passthrough.Guests.Devices;

namespace Passthrough.Guests.Libvirt;

/// <summary>
/// Chooses the root ports of passed-through devices. libvirt gives its own devices ports of its own choice and keeps them, so a device that comes later needs one that is still free.
/// </summary>
internal static class CardPorts
{
    /// <summary>The index of the port of each slot.</summary>
    /// <param name="functions">The functions, with their slots.</param>
    /// <param name="last">The definition that was made last; null for none.</param>
    /// <param name="present">The domain as libvirt has it; null for none.</param>
    /// <returns>By slot: the same as last time for a device that was there, else the next free one.</returns>
    public static ImmutableArray<int> Choose(ImmutableArray<GuestFunction> functions, XElement? last, XElement? present)
    {
        ImmutableDictionary<string, int> before = last is null ? ImmutableDictionary<string, int>.Empty : Places(last);
        var highest = present is null ? 0 : Controllers(present).DefaultIfEmpty(0).Max();
        var ports = ImmutableArray.CreateBuilder<int>();
        foreach (var slot in functions.GroupBy(function => function.Slot).OrderBy(slot => slot.Key))
        {
            var known = slot.Select(function => before.GetValueOrDefault(function.Id)).FirstOrDefault(bus => bus > 0);
            ports.Add(known > 0 ? known : ++highest);
        }

        return ports.ToImmutable();
    }

    private static ImmutableDictionary<string, int> Places(XElement domain) => domain.Descendants("hostdev")
        .Select(device => (Id: device.Element("alias")?.Attribute("name")?.Value, Bus: Index(device.Element("address")?.Attribute("bus")?.Value)))
        .Where(device => device.Id?.StartsWith(GuestFunction.LibvirtPrefix, StringComparison.Ordinal) == true && device.Bus is not null)
        .GroupBy(device => device.Id![GuestFunction.LibvirtPrefix.Length..], StringComparer.Ordinal)
        .ToImmutableDictionary(device => device.Key, device => device.First().Bus!.Value, StringComparer.Ordinal);

    private static IEnumerable<int> Controllers(XElement domain) => domain.Descendants("controller")
        .Where(controller => controller.Attribute("type")?.Value is "pci")
        .Select(controller => Index(controller.Attribute("index")?.Value))
        .OfType<int>();

    private static int? Index(string? text) => LibvirtNumber.Parse(text) is { } number and <= int.MaxValue ? (int)number : null;
}
