using System.Xml.Linq;
using Passthrough.Failures;

namespace Passthrough.Guests.Editing;

/// <summary>How much memory a domain has, and how the host gives it. Pure.</summary>
public static class MemoryEditor
{
    private const string Backing = "memoryBacking";
    private const string HugePagesWay = Backing + "/hugepages";

    /// <summary>The domain with an amount of memory. A guest with a host's device has all of it from the start on, so <c>currentMemory</c> becomes the same.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="mebibytes">The amount in MiB.</param>
    /// <exception cref="InvalidInputException">The amount is none.</exception>
    /// <exception cref="RefusedException">The domain's memory is given for each NUMA cell, or can be plugged in up to less.</exception>
    public static DomainText SetMemory(DomainText text, long mebibytes)
    {
        if (mebibytes is < 1 or > GuestRules.MostMemoryMiB)
        {
            throw new InvalidInputException($"{mebibytes} MiB of memory is outside 1 to {GuestRules.MostMemoryMiB}");
        }

        if (DomainNodes.Find(text, "cpu/numa") is not null)
        {
            throw new RefusedException($"the memory of '{text.Path}' is given for each of its NUMA cells; nothing was changed", text.Path, "change the cells by hand: virsh edit");
        }

        if (text.Root.Find("maxMemory") is { } most && !(DomainSize.BytesOf(most.Tree) >= mebibytes << 20))
        {
            throw new RefusedException($"'{text.Path}' can have no more than its maxMemory; nothing was changed", text.Path, "change maxMemory by hand first: virsh edit");
        }

        var sized = text.Root.Find("memory") is { } memory
            ? DomainSize.SetMiB(text, memory, mebibytes)
            : text.Insert(text.Root, new XElement("memory", new XAttribute("unit", "MiB"), mebibytes));
        return sized.Root.Find("currentMemory") is { } current ? DomainSize.SetMiB(sized, current, mebibytes) : sized;
    }

    /// <summary>The domain with its memory in pages of a size.</summary>
    public static DomainText SetHugePages(DomainText text, DomainHugePages pages)
    {
        if (pages == DomainHugePages.Off)
        {
            return DomainNodes.Remove(text, HugePagesWay);
        }

        var page = new XElement("page", new XAttribute("size", pages == DomainHugePages.OneGiB ? 1 << 20 : 2048), new XAttribute("unit", "KiB"));
        var present = DomainNodes.Find(text, HugePagesWay)?.Elements ?? [];
        if (present is [var only] && only["nodeset"] is null)
        {
            return DomainSize.BytesOf(only.Tree) == DomainSize.BytesOf(page) ? text : DomainSize.Copy(text, only, page);
        }

        if (!present.IsEmpty)
        {
            throw new RefusedException($"'{text.Path}' has pages for each of its NUMA nodes; nothing was changed", text.Path, "change the pages by hand: virsh edit");
        }

        return DomainNodes.Find(text, HugePagesWay) is { } empty ? text.Insert(empty, page)
            : text.Root.Find(Backing) is { } backing ? text.Insert(backing, new XElement("hugepages", page))
            : text.Insert(text.Root, new XElement(Backing, new XElement("hugepages", page)));
    }

    /// <summary>The domain with its memory kept out of swap, or not. Memory of a guest with a host's device is kept out in any case.</summary>
    public static DomainText SetLocked(DomainText text, bool isLocked) => SetFlag(text, Backing + "/locked", isLocked);

    /// <summary>The domain with its memory shared with that of other guests where it is the same (KSM), or not.</summary>
    public static DomainText SetSharing(DomainText text, bool isShared) => SetFlag(text, Backing + "/nosharepages", !isShared);

    private static DomainText SetFlag(DomainText text, string way, bool isSet) => isSet ? DomainNodes.Set(text, way) : DomainNodes.Remove(text, way);
}
