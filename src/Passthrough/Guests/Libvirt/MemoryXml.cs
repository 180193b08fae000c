using System.Globalization;
using System.Xml.Linq;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Processor;
using Passthrough.Host;

namespace Passthrough.Guests.Libvirt;

/// <summary>What memory is made of and where it comes from.</summary>
internal static class MemoryXml
{
    /// <summary><c>memoryBacking</c>; null when nothing is to be said.</summary>
    public static XElement? Backing(GuestSpec guest)
    {
        var memory = guest.Memory;
        var backing = new XElement(
            "memoryBacking",
            GuestMemory.PageBytes(memory.HugePages) is { } bytes
                ? new XElement("hugepages", new XElement("page", new XAttribute("size", bytes >> 10), new XAttribute("unit", "KiB")))
                : null,
            memory.IsMerged ? null : new XElement("nosharepages"),
            memory.IsLocked ? new XElement("locked") : null,
            memory.IsShared ? new XElement("source", new XAttribute("type", "memfd")) : null,
            memory.IsShared ? new XElement("access", new XAttribute("mode", "shared")) : null);
        return backing.HasElements ? backing : null;
    }

    /// <summary><c>numatune</c>; null when it does not matter.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine.</param>
    public static XElement? Nodes(GuestSpec guest, HostFacts host)
    {
        // Taken through the control group, not by QEMU itself, where QEMU itself cannot.
        var mode = LibvirtQuirks.CannotFillNodes(guest, host) && GuestCell.Of(guest).IsEmpty ? "restrictive" : "strict";
        var cells = GuestCell.Of(guest);
        var nodes = guest.Cpu.Nodes.Select(node => node.MemoryNode).Distinct().Order().Select(node => node.ToString(CultureInfo.InvariantCulture)).ToList();
        return nodes.Count == 0
            ? null
            : new XElement(
                "numatune",
                new XElement("memory", new XAttribute("mode", mode), new XAttribute("nodeset", string.Join(',', nodes))),
                cells.Select((cell, index) => new XElement("memnode", new XAttribute("cellid", index), new XAttribute("mode", "strict"), new XAttribute("nodeset", cell.HostNode))));
    }
}
