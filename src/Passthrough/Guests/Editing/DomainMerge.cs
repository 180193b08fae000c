using System.Collections.Immutable;
using System.Xml.Linq;
using Passthrough.Failures;

namespace Passthrough.Guests.Editing;

/// <summary>
/// Changes in a domain what differs between two definitions of it and nothing else: what libvirt added (addresses, controllers, defaults) and what a person added or
/// changed stays. Pure.
/// </summary>
public sealed class DomainMerge
{
    private const string Boot = "boot";
    private const string HardDisk = "hd";
    private const string CurrentMemory = "currentMemory";
    private const string Devices = "devices";
    private const string Serial = "serial";
    private const string Console = "console";

    private readonly ImmutableArray<MergeConflict>.Builder conflicts = ImmutableArray.CreateBuilder<MergeConflict>();
    private DomainText text;

    private DomainMerge(DomainText text) => this.text = text;

    /// <summary>Brings a domain from one definition to another.</summary>
    /// <param name="before">The definition that was made last.</param>
    /// <param name="wanted">The definition that is made now.</param>
    /// <param name="present">The domain as it is now.</param>
    /// <returns>The same text when both definitions mean the same.</returns>
    /// <exception cref="InvalidInputException">One of them is no domain.</exception>
    public static MergeResult Apply(string before, string wanted, DomainText present)
    {
        var merge = new DomainMerge(present);
        var (from, to) = (DomainText.Parse("base", before).Root.ToTree(), DomainText.Parse("wanted", wanted).Root.ToTree());
        SayCurrentMemory(from, to, present);
        SayConsole(from, to, present);
        SayBoot(from, to, present);
        merge.Change(DomainPath.Root, from, to);
        return new MergeResult(merge.text, merge.conflicts.ToImmutable());
    }

    // A definition without currentMemory means as much as memory; libvirt writes it down, and refuses one that is more than memory.
    private static void SayCurrentMemory(XElement before, XElement wanted, DomainText present)
    {
        var isAdded = before.Element(CurrentMemory) is null && present.Root.Find(CurrentMemory) is not null;
        foreach (var definition in new[] { before, wanted }.Where(definition => isAdded && definition.Element(CurrentMemory) is null))
        {
            if (definition.Element("memory") is { } memory)
            {
                var current = new XElement(memory) { Name = CurrentMemory };
                current.Attributes().Where(attribute => attribute.Name != "unit").Remove();
                memory.AddAfterSelf(current);
            }
        }
    }

    // libvirt writes the first serial port a second time, as a console.
    private static void SayConsole(XElement before, XElement wanted, DomainText present)
    {
        var isMirrored = before.Element(Devices) is { } devices && devices.Element(Serial) is not null && devices.Element(Console) is null
            && DomainNodes.Devices(present, Console).Any(console => console.Find("target")?["type"] is Serial);
        foreach (var serial in new[] { before, wanted }.Where(_ => isMirrored).Select(definition => definition.Element(Devices)?.Element(Serial)).OfType<XElement>().ToList())
        {
            serial.Parent!.Add(new XElement(
                Console, serial.Attributes(), serial.Elements().Where(child => child.Name != "target"), new XElement("target", new XAttribute("type", Serial))));
        }
    }

    // A definition that names nothing to start from starts from a hard disk; libvirt writes that down, and takes no order of devices beside it.
    private static void SayBoot(XElement before, XElement wanted, DomainText present)
    {
        var isAdded = !NamesBoot(before) && present.Root.Find("os")?.All(Boot).ToList() is [var only] && only["dev"] is HardDisk;
        foreach (var definition in new[] { before, wanted }.Where(definition => isAdded && !NamesBoot(definition)))
        {
            definition.Element("os")?.Add(new XElement(Boot, new XAttribute("dev", HardDisk)));
        }
    }

    private static bool NamesBoot(XElement definition) =>
        definition.Element("os")?.Element(Boot) is not null || definition.Element(Devices)?.Elements().Any(device => device.Element(Boot) is not null) == true;

    private static ImmutableArray<XElement> TreesOf(DomainElement element) => [.. element.Elements.Select(child => child.Tree)];

    // Children that are handled one by one: those whose order has a meaning are not.
    private static List<XElement> ChildrenOf(XElement element)
    {
        var sequences = DomainTrees.Sequences(element);
        return [.. element.Elements().Where(child => !sequences.Contains(child.Name))];
    }

    private static int Place(List<XElement> all, XElement one, DomainElement parent) => ElementIdentity.Match(all, TreesOf(parent))[all.IndexOf(one)];

    private static int RunIn(List<XElement> all, List<XElement> run) =>
        Enumerable.Range(0, Math.Max(0, all.Count - run.Count + 1)).FirstOrDefault(start => run.Select((item, index) => DomainTrees.AreSame(item, all[start + index])).All(isSame => isSame), -1);

    private void Change(DomainPath path, XElement before, XElement wanted)
    {
        if (DomainTrees.AreSame(before, wanted))
        {
            return;
        }

        ChangeAmount(path, before, wanted);
        ChangeAttributes(path, before, wanted);
        if (wanted.HasElements)
        {
            ChangeText(path, before, wanted);
        }

        foreach (var name in DomainTrees.Sequences(wanted))
        {
            ChangeSequence(path, name, [.. before.Elements(name)], [.. wanted.Elements(name)]);
        }

        ChangeChildren(path, ChildrenOf(before), ChildrenOf(wanted));
        if (!wanted.HasElements)
        {
            ChangeText(path, before, wanted);
        }
    }

    private void ChangeAmount(DomainPath path, XElement before, XElement wanted)
    {
        var element = path.In(text);
        var (from, to, now) = (DomainSize.BytesOf(before), DomainSize.BytesOf(wanted), DomainSize.BytesOf(element.Tree));
        if (to is null || from == to || now == to)
        {
            return;
        }

        if (now == from)
        {
            text = DomainSize.Copy(text, element, wanted);
        }
        else
        {
            Conflict(DomainPath.NameOf(element), Shown(from), Shown(to), Shown(now));
        }
    }

    private static string? Shown(long? bytes) => bytes is { } known ? $"{known} bytes" : null;

    private void ChangeAttributes(DomainPath path, XElement before, XElement wanted)
    {
        var isAmount = DomainSize.BytesOf(wanted) is not null;
        var names = before.Attributes().Concat(wanted.Attributes())
            .Where(attribute => !attribute.IsNamespaceDeclaration && !(isAmount && DomainSize.IsPart(wanted, attribute.Name)))
            .Select(attribute => attribute.Name)
            .Distinct();
        foreach (var name in names)
        {
            var element = path.In(text);
            var (from, to, now) = (before.Attribute(name)?.Value, wanted.Attribute(name)?.Value, element.Tree.Attribute(name)?.Value);
            if (DomainTrees.AreSame(name, from, to) || DomainTrees.AreSame(name, to, now))
            {
                continue;
            }

            if (!DomainTrees.AreSame(name, from, now))
            {
                Conflict($"{DomainPath.NameOf(element)}/@{name.LocalName}", from, to, now);
                continue;
            }

            text = to is null ? text.RemoveAttribute(element, name) : text.SetAttribute(element, name, to);
        }
    }

    private void ChangeText(DomainPath path, XElement before, XElement wanted)
    {
        var element = path.In(text);
        var (from, to, now) = (DomainTrees.TextOf(before), DomainTrees.TextOf(wanted), DomainTrees.TextOf(element.Tree));
        if (DomainSize.BytesOf(wanted) is not null || from == to || now == to)
        {
            return;
        }

        if (now == from && element.Elements.IsEmpty)
        {
            text = text.SetValue(element, to);
        }
        else
        {
            Conflict(DomainPath.NameOf(element), from, to, element.Value);
        }
    }

    // What somebody put before, behind or between stays; what was made last is looked for in one piece.
    private void ChangeSequence(DomainPath path, XName name, List<XElement> before, List<XElement> wanted)
    {
        if (before.Count == wanted.Count && before.Zip(wanted, DomainTrees.AreSame).All(isSame => isSame))
        {
            return;
        }

        var parent = path.In(text);
        var present = parent.All(name).ToList();
        var trees = present.ConvertAll(element => element.Tree);
        var isDone = RunIn(trees, wanted) >= 0;
        var start = RunIn(trees, before);
        if (isDone && (wanted.Count > before.Count || start < 0))
        {
            return;
        }

        if (start < 0)
        {
            Conflict($"{DomainPath.NameOf(parent)}/{name.LocalName}", Listed(before), Listed(wanted), Listed(trees));
            return;
        }

        start = before.Count == 0 ? present.Count : start;
        var head = before.Zip(wanted, DomainTrees.AreSame).TakeWhile(isSame => isSame).Count();
        var index = start + head < present.Count ? parent.Elements.IndexOf(present[start + head])
            : present.Count > 0 ? parent.Elements.IndexOf(present[^1]) + 1
            : DomainOrder.Before(parent, name) is { } sibling ? parent.Elements.IndexOf(sibling) + 1
            : 0;
        foreach (var item in Enumerable.Reverse(wanted.Skip(head)))
        {
            text = text.InsertAt(path.In(text), index, item);
        }

        var old = index + wanted.Count - head;
        for (var gone = before.Count - 1; gone >= head; gone--)
        {
            var ofName = path.In(text).All(name).ToList();
            text = text.Remove(ofName[ofName.IndexOf(path.In(text).Elements[old]) + gone - head]);
        }
    }

    private static string Listed(List<XElement> items) => string.Join(' ', items.Select(item => item.ToString(SaveOptions.DisableFormatting)));

    private void ChangeChildren(DomainPath path, List<XElement> before, List<XElement> wanted)
    {
        var partner = ElementIdentity.Match(wanted, before);
        for (var index = 0; index < wanted.Count; index++)
        {
            var child = wanted[index];
            var old = partner[index] >= 0 ? before[partner[index]] : null;
            if (old is not null && DomainTrees.AreSame(old, child))
            {
                continue;
            }

            var parent = path.In(text);
            var place = old is null ? Place(wanted, child, parent) : Place(before, old, parent);
            if (place >= 0 && old is not null && ElementIdentity.IsReplacement(old, child))
            {
                Replace(parent.Elements[place], old, child);
            }
            else if (place >= 0)
            {
                Change(path.To(place), old ?? new XElement(child.Name), child);
            }
            else if (old is null)
            {
                Insert(parent, wanted, index);
            }
            else
            {
                Conflict($"{DomainPath.NameOf(parent)}/{child.Name.LocalName}", Shown(old), Shown(child), null);
            }
        }

        // From the last to the first, so that those that are alike keep their numbers.
        foreach (var old in before.Where((_, index) => !partner.Contains(index)).Reverse())
        {
            var place = Place(before, old, path.In(text));
            if (place >= 0)
            {
                Remove(path.To(place), old);
            }
        }
    }

    private void Insert(DomainElement parent, List<XElement> wanted, int index)
    {
        var places = ElementIdentity.Match(wanted, TreesOf(parent));
        var alike = Enumerable.Range(0, wanted.Count).Where(number => number != index && wanted[number].Name == wanted[index].Name && places[number] >= 0).ToList();
        var before = alike.Where(number => number < index).Select(number => places[number]).DefaultIfEmpty(-1).Last();
        var behind = alike.Where(number => number > index).Select(number => places[number]).DefaultIfEmpty(-1).First();
        text = before >= 0 ? text.InsertAfter(parent.Elements[before], wanted[index])
            : behind >= 0 ? text.InsertAt(parent, behind, wanted[index])
            : text.Insert(parent, wanted[index]);
    }

    private void Replace(DomainElement element, XElement before, XElement wanted)
    {
        if (DomainTrees.Holds(element.Tree, wanted))
        {
            return;
        }

        if (DomainTrees.Holds(element.Tree, before))
        {
            text = text.Replace(element, wanted);
        }
        else
        {
            Conflict(DomainPath.NameOf(element), Shown(before), Shown(wanted), Shown(element.Tree));
        }
    }

    private void Remove(DomainPath path, XElement before)
    {
        var element = path.In(text);
        var isWhole = ElementIdentity.IsDevice(element.Tree) || !HasMore(element, before);
        if (isWhole && DomainTrees.Holds(element.Tree, before))
        {
            text = text.Remove(element);
        }
        else if (isWhole)
        {
            Conflict(DomainPath.NameOf(element), Shown(before), null, Shown(element.Tree));
        }
        else
        {
            foreach (var name in DomainTrees.Sequences(before))
            {
                ChangeSequence(path, name, [.. before.Elements(name)], []);
            }

            ChangeChildren(path, ChildrenOf(before), []);
        }
    }

    // A section that somebody put something into stays for that.
    private static bool HasMore(DomainElement element, XElement before)
    {
        var matched = ElementIdentity.Match([.. before.Elements()], TreesOf(element));
        return element.Elements.Length > matched.Count(number => number >= 0)
            || element.Tree.Nodes().OfType<XComment>().Count() > before.Nodes().OfType<XComment>().Count();
    }

    private static string Shown(XElement element) => element.ToString(SaveOptions.DisableFormatting);

    private void Conflict(string path, string? before, string? wanted, string? present) => conflicts.Add(new MergeConflict(path, before, wanted, present));
}
