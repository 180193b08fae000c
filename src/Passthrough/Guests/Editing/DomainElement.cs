using System.Collections.Immutable;
using System.Xml.Linq;

namespace Passthrough.Guests.Editing;

/// <summary>An element of a <see cref="DomainText"/>: what it means, and where it stands. Immutable; it belongs to one text and means nothing in another.</summary>
public sealed class DomainElement
{
    private readonly XElement tree;
    private readonly ScannedElement place;

    internal DomainElement(XElement tree, ScannedElement place, ImmutableArray<DomainAttribute> attributes, ImmutableArray<DomainElement> elements)
    {
        this.tree = tree;
        this.place = place;
        Attributes = attributes;
        Elements = elements;
        foreach (var element in elements)
        {
            element.Parent = this;
        }
    }

    /// <summary>Its name.</summary>
    public XName Name => tree.Name;

    /// <summary>The element around it; null for the root.</summary>
    public DomainElement? Parent { get; private set; }

    /// <summary>Its attributes in the order of the text, declarations of namespaces among them.</summary>
    public ImmutableArray<DomainAttribute> Attributes { get; }

    /// <summary>The elements directly in it, in the order of the text.</summary>
    public ImmutableArray<DomainElement> Elements { get; }

    /// <summary>All text in it, entities resolved.</summary>
    public string Value => tree.Value;

    /// <summary>Where its start tag begins.</summary>
    public int Start => place.Start;

    /// <summary>Behind its name in the start tag.</summary>
    public int NameEnd => place.NameEnd;

    /// <summary>Behind its start tag.</summary>
    public int StartTagEnd => place.StartTagEnd;

    /// <summary>Where its end tag begins; <see cref="End"/> for an element of one tag.</summary>
    public int EndTagStart => place.EndTagStart;

    /// <summary>Behind its last tag.</summary>
    public int End => place.End;

    /// <summary>True when it is written as one tag.</summary>
    public bool IsOneTag => End == StartTagEnd;

    /// <summary>The value of an attribute without a namespace; null when there is none.</summary>
    public string? this[string attribute] => tree.Attribute(attribute)?.Value;

    /// <summary>The first element of a name directly in it; null when there is none.</summary>
    public DomainElement? Find(XName name) => Elements.FirstOrDefault(element => element.Name == name);

    /// <summary>The elements of a name directly in it.</summary>
    public IEnumerable<DomainElement> All(XName name) => Elements.Where(element => element.Name == name);

    /// <summary>It and all elements in it, in the order of the text.</summary>
    public IEnumerable<DomainElement> Walk() => Elements.SelectMany(element => element.Walk()).Prepend(this);

    /// <summary>It as a tree, which nobody may change.</summary>
    internal XElement Tree => tree;

    /// <summary>A copy as a tree.</summary>
    public XElement ToTree() => new(tree);

    /// <summary>The prefix that a namespace has here; null when it has none.</summary>
    internal string? PrefixOf(XNamespace space) => tree.GetPrefixOfNamespace(space);

    /// <summary>The namespace that a prefix stands for here (empty text: names without a prefix); null when it stands for none.</summary>
    internal XNamespace? SpaceOf(string prefix) => prefix.Length == 0 ? tree.GetDefaultNamespace() : tree.GetNamespaceOfPrefix(prefix);
}
