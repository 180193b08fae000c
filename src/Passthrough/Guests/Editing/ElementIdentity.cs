using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Passthrough.Guests.Libvirt;

namespace Passthrough.Guests.Editing;

/// <summary>
/// By what elements of two domains are known to be the same thing: a device by what it is or where it sits, a setting by its name and what it is for. Several that are
/// alike are told apart by their order.
/// </summary>
internal static class ElementIdentity
{
    private const string Devices = "devices";

    // Settings of which there are several: the attribute that says for what each is.
    private static readonly ImmutableDictionary<string, string> KeyAttributes = ImmutableDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            Key("vcpupin", "vcpu"), Key("iothreadpin", "iothread"), Key("vcpusched", "vcpus"), Key("iothreadsched", "iothreads"), Key("cachetune", "vcpus"), Key("memorytune", "vcpus"),
            Key("iothread", "id"), Key("cell", "id"), Key("vcpu", "id"), Key("sibling", "id"), Key("memnode", "cellid"), Key("timer", "name"), Key("feature", "name"), Key("entry", "name"),
            Key("env", "name"), Key("page", "nodeset"), Key("seclabel", "model"), Key("add", "capability"), Key("del", "capability"), Key("host", "name"),
        ]);

    // Devices of which a domain has one.
    private static readonly ImmutableHashSet<string> Single = ["emulator", "iommu", "vsock", "redirfilter", "nvram"];

    // Devices of which a domain mostly has one, and whose details belong to their model: another model is another device in the same place.
    private static readonly ImmutableHashSet<string> Replaceable = ["video", "sound", "tpm", "watchdog", "rng", "memballoon"];

    /// <summary>The attributes of a PCI address.</summary>
    public static ImmutableArray<string> AddressParts { get; } = ["domain", "bus", "slot", "function"];

    /// <summary>True for a device: a thing of its own, whose details go with it.</summary>
    public static bool IsDevice(XElement element) => element.Parent is { Name.LocalName: Devices, Parent.Parent: null };

    /// <summary>Which of the elements there are the same things as those here.</summary>
    /// <param name="here">Elements of one parent.</param>
    /// <param name="there">Elements of the other domain's parent.</param>
    /// <returns>For each element here the number of the one there; -1 where there is none.</returns>
    public static ImmutableArray<int> Match(IReadOnlyList<XElement> here, IReadOnlyList<XElement> there)
    {
        var found = Enumerable.Repeat(-1, here.Count).ToArray();
        var isTaken = new bool[there.Count];
        var keysHere = here.Select(KeysOf).ToList();
        var keysThere = there.Select(KeysOf).ToList();
        foreach (var isMatch in new Func<ElementKeys, ElementKeys, bool>[] { ElementKeys.AreSame, ElementKeys.MayBeSame })
        {
            for (var index = 0; index < here.Count; index++)
            {
                var other = found[index] >= 0 ? -1 : Enumerable.Range(0, there.Count).FirstOrDefault(number => !isTaken[number] && isMatch(keysHere[index], keysThere[number]), -1);
                if (other >= 0)
                {
                    found[index] = other;
                    isTaken[other] = true;
                }
            }
        }

        return [.. found];
    }

    /// <summary>True when one is to stand in the other's place as another thing: their details have nothing to do with each other.</summary>
    public static bool IsReplacement(XElement before, XElement after) =>
        KeysOf(before) is { IsReplaceable: true, Strong: { } old } && KeysOf(after) is { Strong: { } present } && !string.Equals(old, present, StringComparison.Ordinal);

    /// <summary>The address that an element of four attributes names, as libvirt reads numbers; null when it names none.</summary>
    public static string? AddressOf(XElement? address) =>
        address is null ? null : string.Join(' ', AddressParts.Select(name => LibvirtNumber.Parse(address.Attribute(name)?.Value ?? "0")?.ToString(CultureInfo.InvariantCulture) ?? "?"));

    private static ElementKeys KeysOf(XElement element)
    {
        var isDevice = IsDevice(element);
        var (strong, weak) = isDevice ? DeviceKeys(element) : (SettingKey(element), null);
        return new ElementKeys(element.Name, strong, weak, isDevice && Replaceable.Contains(element.Name.LocalName));
    }

    private static string SettingKey(XElement element) =>
        KeyAttributes.TryGetValue(element.Name.LocalName, out var attribute) && element.Attribute(attribute) is { } key ? key.Value : "";

    private static (string? Strong, string? Weak) DeviceKeys(XElement device) => device.Name.LocalName switch
    {
        "disk" => (Of(device, "target", "dev"), SourceOf(device)),
        "interface" => (Of(device, "mac", "address")?.ToUpperInvariant(), SourceOf(device)),
        "controller" => (device.Attribute("index") is { } index ? $"{Type(device)} {index.Value}" : null, Type(device)),
        "hostdev" => (HostDevice(device), null),
        "input" => (SourceOf(device) ?? $"{Type(device)} {device.Attribute("bus")?.Value ?? (Type(device) is "tablet" ? "usb" : "ps2")}", null),
        "channel" => (Of(device, "target", "name") ?? Type(device), null),
        "filesystem" => (Of(device, "target", "dir") ?? SourceOf(device), null),
        "shmem" => (device.Attribute("name")?.Value, null),
        "audio" => (device.Attribute("id")?.Value, null),
        "video" => (Of(device, "model", "type"), null),
        "sound" or "tpm" or "watchdog" or "rng" or "memballoon" => (device.Attribute("model")?.Value, null),
        var name when Single.Contains(name) => ("", null),
        _ => (Type(device) ?? device.Attribute("mode")?.Value ?? "", null),
    };

    private static string HostDevice(XElement device) =>
        Type(device) is "pci" ? $"pci {AddressOf(device.Element("source")?.Element("address"))}" : $"{Type(device)} {SourceOf(device)}";

    private static string? Type(XElement element) => element.Attribute("type")?.Value;

    private static string? Of(XElement device, string child, string attribute) => device.Element(child)?.Attribute(attribute)?.Value;

    // What a device comes from, all that its source says but for how it is used.
    private static string? SourceOf(XElement device) => device.Element("source") is { } source
        ? string.Join(' ', source.DescendantsAndSelf().Select(element => $"{element.Name.LocalName} {string.Join(' ', Identifying(element))}"))
        : null;

    private static IEnumerable<string> Identifying(XElement element) => element.Attributes()
        .Where(attribute => !attribute.IsNamespaceDeclaration && attribute.Name.LocalName is not ("startupPolicy" or "grab" or "grabToggle" or "repeat" or "index" or "append" or "writeFiltering"))
        .Select(attribute => $"{attribute.Name.LocalName}={LibvirtNumber.Parse(attribute.Value)?.ToString(CultureInfo.InvariantCulture) ?? attribute.Value}")
        .Order(StringComparer.Ordinal);

    private static KeyValuePair<string, string> Key(string element, string attribute) => new(element, attribute);
}
