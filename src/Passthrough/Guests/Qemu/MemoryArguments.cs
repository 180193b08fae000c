using System.Globalization;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Processor;
using static Passthrough.Guests.Qemu.OptionText;

namespace Passthrough.Guests.Qemu;

/// <summary>Memory and its NUMA nodes.</summary>
internal static class MemoryArguments
{
    /// <summary>The name of the memory of a guest without cells.</summary>
    public const string BackendName = "ram";

    /// <summary>True when the guest's memory is one piece.</summary>
    public static bool IsOneBackend(GuestSpec guest) => GuestCell.Of(guest).IsEmpty;

    /// <summary>The arguments.</summary>
    public static IEnumerable<string> Of(GuestSpec guest)
    {
        yield return "-m";
        yield return Size(guest.Memory.SizeMiB);
        var cells = GuestCell.Of(guest);
        if (cells.IsEmpty)
        {
            yield return "-object";
            yield return Backend(guest, BackendName, guest.Memory.SizeMiB, guest.Cpu.Nodes is [var only] ? only.MemoryNode : null);
        }

        for (var index = 0; index < cells.Length; index++)
        {
            var name = $"{BackendName}-node{index.ToString(CultureInfo.InvariantCulture)}";
            yield return "-object";
            yield return Backend(guest, name, cells[index].MemoryMiB, cells[index].HostNode);
            yield return "-numa";
            yield return Join("node", $"nodeid={index.ToString(CultureInfo.InvariantCulture)}", CpusOf(cells[index]), "memdev=" + name);
        }

        if (guest.Memory.IsLocked)
        {
            yield return "-overcommit";
            yield return "mem-lock=on";
        }
    }

    // Several ranges are several options of the same name.
    private static string CpusOf(GuestCell cell) => string.Join(',', cell.Vcpus.ToString().Split(',').Select(range => "cpus=" + range));

    private static string Backend(GuestSpec guest, string name, int sizeMiB, int? hostNode)
    {
        var memory = guest.Memory;
        var hasHugePages = memory.HugePages != HugePageSize.Off;
        return Join(
            hasHugePages || memory.IsShared ? "memory-backend-memfd" : "memory-backend-ram",
            "id=" + name,
            "size=" + Size(sizeMiB),
            memory.IsShared ? "share=on" : null,
            hasHugePages ? "hugetlb=on,hugetlbsize=" + EnumWord.Of(memory.HugePages) : null,
            hasHugePages ? "prealloc=on" : null,
            hostNode is { } node ? string.Create(CultureInfo.InvariantCulture, $"host-nodes={node},policy=bind") : null);
    }

    private static string Size(int mib) => mib.ToString(CultureInfo.InvariantCulture) + "M";
}
