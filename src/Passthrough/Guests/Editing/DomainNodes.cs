using System.Collections.Immutable;
using System.Xml.Linq;

namespace Passthrough.Guests.Editing;

/// <summary>Edits by names: what the editors of single settings are made of.</summary>
internal static class DomainNodes
{
    /// <summary>The element at the end of a way of names below the root; null when it is not there.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="way">Names parted by slashes, such as <c>features/kvm/hidden</c>.</param>
    public static DomainElement? Find(DomainText text, string way) =>
        way.Split('/').Aggregate((DomainElement?)text.Root, (element, name) => element?.Find(name));

    /// <summary>The devices of a name, in the order of the text.</summary>
    public static IEnumerable<DomainElement> Devices(DomainText text, string name) => text.Root.Find("devices")?.All(name) ?? [];

    /// <summary>Gives an element these attributes; it and what it stands in are made where they are missing.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="way">Names parted by slashes.</param>
    /// <param name="attributes">Names and values.</param>
    public static DomainText Set(DomainText text, string way, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var names = way.Split('/');
        var parent = text.Root;
        for (var depth = 0; depth < names.Length; depth++)
        {
            if (parent.Find(names[depth]) is not { } found)
            {
                var missing = new XElement(names[^1], Attributes(attributes));
                foreach (var name in names[depth..^1].AsEnumerable().Reverse())
                {
                    missing = new XElement(name, missing);
                }

                return text.Insert(parent, missing);
            }

            parent = found;
        }

        return Set(text, parent, attributes);
    }

    /// <summary>Gives an element these attributes.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="element">An element of it.</param>
    /// <param name="attributes">Names and values.</param>
    public static DomainText Set(DomainText text, DomainElement element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var path = DomainPath.Of(element);
        foreach (var (name, value) in attributes)
        {
            text = text.SetAttribute(path.In(text), name, value);
        }

        return text;
    }

    /// <summary>Takes the elements out of which something is true; what they stood in goes with them when nothing else is in it.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="way">What they stand in: names parted by slashes.</param>
    /// <param name="isGone">True for those that go.</param>
    public static DomainText Remove(DomainText text, string way, Func<DomainElement, bool> isGone)
    {
        if (Find(text, way) is not { } parent)
        {
            return text;
        }

        var path = DomainPath.Of(parent);
        var gone = Enumerable.Range(0, parent.Elements.Length).Where(index => isGone(parent.Elements[index])).Reverse().ToImmutableArray();
        foreach (var index in gone)
        {
            text = text.Remove(path.In(text).Elements[index]);
        }

        var rest = path.In(text);
        return !gone.IsEmpty && rest is { IsOneTag: true, Attributes.IsEmpty: true, Name.LocalName: not "devices" } ? text.Remove(rest) : text;
    }

    /// <summary>Takes an element out, and what it stood in when nothing else is in that.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="way">Names parted by slashes, at least two.</param>
    public static DomainText Remove(DomainText text, string way)
    {
        var slash = way.LastIndexOf('/');
        return Remove(text, way[..slash], element => element.Name == way[(slash + 1)..]);
    }

    /// <summary>Puts a device where libvirt writes it.</summary>
    public static DomainText AddDevice(DomainText text, XElement device) =>
        text.Root.Find("devices") is { } devices ? text.Insert(devices, device) : text.Insert(text.Root, new XElement("devices", device));

    private static List<XAttribute> Attributes(ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var made = new List<XAttribute>();
        foreach (var (name, value) in attributes)
        {
            made.Add(new XAttribute(name, value));
        }

        return made;
    }
}
