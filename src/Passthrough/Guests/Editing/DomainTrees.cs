using System.Collections.Immutable;
using System.Xml.Linq;
using Passthrough.Guests.Libvirt;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Editing;

/// <summary>Compares what elements mean: order, white space, comments, units of memory and forms of numbers make no difference.</summary>
internal static class DomainTrees
{
    /// <summary>True when both mean the same.</summary>
    public static bool AreSame(XElement one, XElement other) => Holds(one, other) && Holds(other, one);

    /// <summary>True when an element says all that another one says; it may say more (libvirt adds addresses, aliases and defaults).</summary>
    /// <param name="more">The one that may say more.</param>
    /// <param name="less">The other one.</param>
    public static bool Holds(XElement more, XElement less)
    {
        if (more.Name != less.Name || !AreValuesSame(more, less))
        {
            return false;
        }

        var children = less.Elements().ToList();
        var others = more.Elements().ToList();
        var found = ElementIdentity.Match(children, others);
        return children.Select((child, index) => found[index] >= 0 && Holds(others[found[index]], child)).All(isHeld => isHeld)
            && Sequences(less).All(name => less.Elements(name).Zip(more.Elements(name), AreSame).All(isSame => isSame));
    }

    /// <summary>True when an attribute means the same in both.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="one">One value; null: none.</param>
    /// <param name="other">The other value; null: none.</param>
    public static bool AreSame(XName name, string? one, string? other)
    {
        if (string.Equals(one, other, StringComparison.Ordinal))
        {
            return true;
        }

        if (one is null || other is null)
        {
            return false;
        }

        return name.LocalName switch
        {
            "cpuset" or "nodeset" or "vcpus" or "cpus" => CpuSet.FromList(one) is { } set && set.Equals(CpuSet.FromList(other)),
            "domain" or "bus" or "slot" or "function" or "id" => LibvirtNumber.Parse(one) is { } number && number == LibvirtNumber.Parse(other),
            "address" => string.Equals(one, other, StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
    }

    /// <summary>The names of children whose order has a meaning: each is one step after another.</summary>
    public static ImmutableArray<XName> Sequences(XElement parent) => parent.Name.LocalName switch
    {
        "os" => ["boot", "initarg"],
        "commandline" when parent.Name.Namespace != XNamespace.None => [parent.Name.Namespace + "arg"],
        _ => [],
    };

    /// <summary>An element's own text; that between elements is layout.</summary>
    public static string TextOf(XElement element) => element.HasElements || string.IsNullOrWhiteSpace(element.Value) ? "" : element.Value;

    private static bool AreValuesSame(XElement more, XElement less)
    {
        var isAmount = DomainSize.BytesOf(less) is not null;
        return (isAmount ? DomainSize.BytesOf(more) == DomainSize.BytesOf(less) : less.HasElements || TextOf(less).Length == 0 || string.Equals(TextOf(more), TextOf(less), StringComparison.Ordinal))
            && less.Attributes()
                .Where(attribute => !attribute.IsNamespaceDeclaration && !(isAmount && DomainSize.IsPart(less, attribute.Name)))
                .All(attribute => AreSame(attribute.Name, more.Attribute(attribute.Name)?.Value, attribute.Value));
    }
}
