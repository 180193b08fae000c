using System.Collections.Immutable;
using Passthrough.Guests.Memory;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Processor;

/// <summary>One NUMA node of a guest whose processors are on several nodes of the host.</summary>
/// <param name="HostNode">The host's node that its memory comes from.</param>
/// <param name="Vcpus">Its virtual processors.</param>
/// <param name="MemoryMiB">Its memory in MiB.</param>
public sealed record GuestCell(int HostNode, CpuSet Vcpus, int MemoryMiB)
{
    /// <summary>The cells of a guest: memory is shared out as the processors are, in whole pages.</summary>
    /// <param name="guest">The guest.</param>
    /// <returns>Empty for a guest of one node.</returns>
    public static ImmutableArray<GuestCell> Of(GuestSpec guest)
    {
        var nodes = guest.Cpu.Nodes;
        if (nodes.Length < 2)
        {
            return [];
        }

        var page = (int)Math.Max(1, (GuestMemory.PageBytes(guest.Memory.HugePages) ?? 1) >> 20);
        var cells = ImmutableArray.CreateBuilder<GuestCell>();
        var left = guest.Memory.SizeMiB;
        for (var index = 0; index < nodes.Length; index++)
        {
            var share = (int)((long)guest.Memory.SizeMiB * nodes[index].Vcpus.Count / guest.Cpu.Topology.Vcpus / page * page);
            var own = index == nodes.Length - 1 ? left : share;
            cells.Add(new GuestCell(nodes[index].MemoryNode, nodes[index].Vcpus, own));
            left -= own;
        }

        return cells.ToImmutable();
    }
}
