using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Passthrough.Failures;
using Passthrough.Guests.Libvirt;
using Passthrough.Host.Pci;

namespace Passthrough.Guests.Editing;

/// <summary>Gives a domain the functions of a card, and takes them away. Pure.</summary>
public static class CardEditor
{
    /// <summary>The domain with the functions that it does not have yet.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="functions">The functions.</param>
    /// <exception cref="RefusedException">Another device of the domain has the place that a function is to get.</exception>
    public static DomainText Add(DomainText text, ImmutableArray<CardFunction> functions)
    {
        foreach (var function in functions.Where(function => !AddressesOf(text).Contains(function.Host)))
        {
            if (function.Place is { } place && PlacesOf(text).Contains(place))
            {
                throw new RefusedException($"another device of '{text.Path}' is at {place} in the guest", text.Path, "choose another place, or leave it to libvirt");
            }

            text = DomainNodes.AddDevice(text, DeviceOf(function));
        }

        return text;
    }

    /// <summary>The domain without these functions.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="functions">The functions, by their addresses on the host.</param>
    public static DomainText Remove(DomainText text, ImmutableArray<PciAddress> functions) =>
        DomainNodes.Remove(text, "devices", device => AddressOf(device) is { } address && functions.Contains(address));

    /// <summary>The host's PCI functions that a domain has.</summary>
    public static ImmutableArray<PciAddress> AddressesOf(DomainText text) => [.. DomainNodes.Devices(text, "hostdev").Select(AddressOf).OfType<PciAddress>()];

    private static PciAddress? AddressOf(DomainElement device) =>
        device.Name == "hostdev" && device["type"] is "pci" && device.Find("source")?.Find("address") is { } address ? Read(address) : null;

    private static ImmutableHashSet<PciAddress> PlacesOf(DomainText text) =>
        [.. text.Root.Find("devices")?.Elements.Select(device => device.Find("address")).OfType<DomainElement>().Where(address => address["type"] is "pci").Select(Read).OfType<PciAddress>() ?? []];

    private static PciAddress? Read(DomainElement address)
    {
        var parts = ElementIdentity.AddressParts.Select(name => LibvirtNumber.Parse(address[name] ?? "0")).ToList();
        return parts is [>= 0 and <= uint.MaxValue and var domain, >= 0 and <= byte.MaxValue and var bus, >= 0 and <= 31 and var slot, >= 0 and <= 7 and var function]
            ? new PciAddress((uint)domain, (byte)bus, (byte)slot, (byte)function)
            : null;
    }

    private static XElement DeviceOf(CardFunction function)
    {
        var device = new XElement(
            "hostdev",
            new XAttribute("mode", "subsystem"),
            new XAttribute("type", "pci"),
            new XAttribute("managed", function.IsManaged ? "yes" : "no"),
            new XElement("source", new XElement("address", Attributes(function.Host))));
        if (function.Place is { } place)
        {
            device.Add(new XElement(
                "address", new XAttribute("type", "pci"), Attributes(place), function.IsMultifunction ? new XAttribute("multifunction", "on") : null));
        }

        return device;
    }

    private static IEnumerable<XAttribute> Attributes(PciAddress address) =>
    [
        new("domain", Hex(address.Domain, 4)), new("bus", Hex(address.Bus, 2)), new("slot", Hex(address.Device, 2)), new("function", Hex(address.Function, 1)),
    ];

    private static string Hex(uint value, int digits) => "0x" + value.ToString("x" + digits, CultureInfo.InvariantCulture);
}
