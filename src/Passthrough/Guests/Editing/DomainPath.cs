using System.Collections.Immutable;

namespace Passthrough.Guests.Editing;

/// <summary>Finds an element again after an edit of it or of what is in it.</summary>
/// <param name="Indexes">The numbers of the elements on the way from the root, from 0.</param>
internal sealed record DomainPath(ImmutableArray<int> Indexes)
{
    /// <summary>The way to the root.</summary>
    public static DomainPath Root { get; } = new([]);

    /// <summary>The way to an element.</summary>
    public static DomainPath Of(DomainElement element) => element.Parent is { } parent ? Of(parent).To(parent.Elements.IndexOf(element)) : Root;

    /// <summary>The way one step further.</summary>
    public DomainPath To(int index) => new(Indexes.Add(index));

    /// <summary>The element in a text.</summary>
    public DomainElement In(DomainText text) => Indexes.Aggregate(text.Root, (element, index) => element.Elements[index]);

    /// <summary>The way in words, such as <c>/domain/devices/disk[2]</c>; numbers count elements of one name, from 1.</summary>
    public static string NameOf(DomainElement element)
    {
        if (element.Parent is not { } parent)
        {
            return "/" + element.Name.LocalName;
        }

        var alike = parent.All(element.Name).ToList();
        var number = alike.Count > 1 ? $"[{alike.IndexOf(element) + 1}]" : "";
        return $"{NameOf(parent)}/{element.Name.LocalName}{number}";
    }
}
