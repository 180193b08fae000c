using System.Xml.Linq;
using Passthrough.Failures;
using Passthrough.Planning.Surroundings;

namespace Passthrough.Guests.Editing;

/// <summary>Single devices of a domain besides cards. Pure.</summary>
public static class DeviceEditor
{
    /// <summary>The keys that change over between host and guest when nothing else is said.</summary>
    public const string UsualGrabToggle = "ctrl-ctrl";

    private const string LookingGlassName = "looking-glass";

    /// <summary>The domain without a memory balloon, which can take nothing from memory that a host's device may write to. libvirt adds one unless it is told not to.</summary>
    public static DomainText RemoveBalloon(DomainText text) => DomainNodes.Devices(text, "memballoon").FirstOrDefault() switch
    {
        null => DomainNodes.AddDevice(text, NoBalloon()),
        { } present when present["model"] is "none" => text,
        var present => text.Replace(present, NoBalloon()),
    };

    /// <summary>The domain with a keyboard or mouse of the host, which changes over between host and guest.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="node">Its node, such as <c>/dev/input/by-id/NAME-event-kbd</c>.</param>
    /// <param name="grabToggle">The keys that change over, as libvirt names them.</param>
    /// <exception cref="InvalidInputException">It is no absolute path.</exception>
    public static DomainText AddEvdev(DomainText text, string node, string grabToggle)
    {
        if (!node.StartsWith('/'))
        {
            throw new InvalidInputException($"'{node}' is no absolute path of an input device", null, "name it like /dev/input/by-id/NAME-event-kbd");
        }

        // A mouse follows the keyboard that grabs all.
        var source = new XElement("source", new XAttribute("dev", node));
        if (!node.EndsWith("-mouse", StringComparison.Ordinal))
        {
            source.Add(new XAttribute("grab", "all"), new XAttribute("grabToggle", grabToggle), new XAttribute("repeat", "on"));
        }

        var present = DomainNodes.Devices(text, "input").Where(input => input["type"] is "evdev").Select(input => input.Find("source")).FirstOrDefault(found => found?["dev"] == node);
        return present is null
            ? DomainNodes.AddDevice(text, new XElement("input", new XAttribute("type", "evdev"), source))
            : DomainNodes.Set(text, present, [.. source.Attributes().Select(attribute => (attribute.Name.LocalName, attribute.Value))]);
    }

    /// <summary>The domain with the memory in which Looking Glass finds its pictures.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="resolution">The largest picture, such as <c>2560x1440</c>.</param>
    /// <exception cref="InvalidInputException">It is no resolution.</exception>
    public static DomainText AddLookingGlass(DomainText text, string resolution)
    {
        var size = new XElement("size", new XAttribute("unit", "M"), LookingGlass.SizeMiB(resolution));
        if (DomainNodes.Devices(text, "shmem").FirstOrDefault(memory => memory["name"] is LookingGlassName) is not { } present)
        {
            return DomainNodes.AddDevice(
                text, new XElement("shmem", new XAttribute("name", LookingGlassName), new XElement("model", new XAttribute("type", "ivshmem-plain")), size));
        }

        return present.Find("size") is not { } old ? text.Insert(present, size)
            : DomainSize.BytesOf(old.Tree) == DomainSize.BytesOf(size) ? text
            : DomainSize.Copy(text, old, size);
    }

    private static XElement NoBalloon() => new("memballoon", new XAttribute("model", "none"));
}
