using Passthrough.Guests.Memory;
using Passthrough.Host;
using Passthrough.Host.Virtualization;

namespace Passthrough.Guests.Libvirt;

/// <summary>Faults of single versions of libvirt that a domain has to go round.</summary>
internal static class LibvirtQuirks
{
    // libvirt 9.0 began to let QEMU fill huge pages with threads on the CPUs of the memory's node, also where the emulator is pinned to other CPUs; QEMU then ends with "Setting CPU affinity failed".
    // 9.2 leaves those CPUs out (qemuBuildThreadContextProps).
    private static readonly ToolVersion First = new(9, 0);
    private static readonly ToolVersion Fixed = new(9, 2);

    /// <summary>True when QEMU would end because it shall fill memory of a node on which none of its own CPUs is.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine.</param>
    public static bool CannotFillNodes(GuestSpec guest, HostFacts host) =>
        guest.Memory.HugePages != HugePageSize.Off
        && !guest.Cpu.EmulatorCpus.IsEmpty
        && ToolVersion.Parse(host.Virtualization.LibvirtVersion) is { } version && version >= First && version < Fixed
        && guest.Cpu.Nodes.Any(node => host.Cpu.Topology.Nodes.FirstOrDefault(own => own.Number == node.MemoryNode)?.Cpus.Overlaps(guest.Cpu.EmulatorCpus) != true);
}
