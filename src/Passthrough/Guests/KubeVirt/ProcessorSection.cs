using System.Text.Json.Nodes;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Processor;

namespace Passthrough.Guests.KubeVirt;

/// <summary>A guest's processors.</summary>
internal static class ProcessorSection
{
    // KubeVirt refuses more with dedicated CPUs.
    private const int MostPinnedThreads = 2;

    /// <summary><c>cpu</c>.</summary>
    public static JsonObject Of(GuestSpec guest)
    {
        var cpu = guest.Cpu;
        var topology = cpu.Topology;
        var areFolded = AreThreadsFolded(cpu);
        return Tree.Map(
            // Without a word KubeVirt shows the model nearest to the node's, which emulation can do too.
            ("model", Tree.When(guest.Accelerator == GuestAccelerator.Kvm, "host-passthrough")),
            ("sockets", topology.Sockets),
            ("cores", topology.Dies * topology.Cores * (areFolded ? topology.Threads : 1)),
            ("threads", areFolded ? 1 : topology.Threads),
            ("dedicatedCpuPlacement", Tree.When(IsPinned(cpu), true)),
            ("isolateEmulatorThread", Tree.When(IsEmulatorApart(cpu), true)),
            ("numa", Tree.When(HasNodes(guest), Tree.Map(("guestMappingPassthrough", new JsonObject())))),
            // 'require' would keep it off nodes whose labels do not list the feature.
            ("features", Tree.List(cpu.HasTopoext ? [Tree.Map(("name", "topoext"), ("policy", "force"))] : [])));
    }

    /// <summary>True when each virtual processor has a CPU of the host.</summary>
    public static bool IsPinned(GuestCpu cpu) => !cpu.Pins.IsEmpty;

    /// <summary>What cannot be said.</summary>
    public static IEnumerable<NotKept> NotKept(GuestSpec guest)
    {
        var cpu = guest.Cpu;
        if (cpu.Topology.Dies > 1)
        {
            yield return new NotKept("cpu", $"KubeVirt knows no dies: the {cpu.Topology.Dies} dies of a socket are shown as one");
        }

        if (AreThreadsFolded(cpu))
        {
            yield return new NotKept("cpu", $"KubeVirt gives dedicated CPUs to cores of one or two threads: the {cpu.Topology.Threads} threads of a core are shown as cores");
        }

        foreach (var part in PlacesNotKept(guest))
        {
            yield return part;
        }

        if (cpu.IoThreadPriority is { } priority)
        {
            yield return new NotKept("cpu.io-priority", $"the real-time priority {priority} of I/O threads cannot be asked for");
        }

        if (cpu.Governor is { } governor)
        {
            yield return new NotKept("cpu.governor", $"how a node governs its frequencies ({governor}) is the node's own");
        }

        if (cpu.HasHostCaches)
        {
            yield return new NotKept("cpu.host-caches", "the guest sees QEMU's caches: the host's cannot be asked for");
        }
    }

    private static IEnumerable<NotKept> PlacesNotKept(GuestSpec guest)
    {
        var cpu = guest.Cpu;
        if (IsPinned(cpu))
        {
            yield return new NotKept("cpu.cores", $"the kubelet chooses the node's CPUs: dedicated ones, but not {string.Join(',', cpu.Pins)}");
        }

        if (!cpu.EmulatorCpus.IsEmpty || !cpu.IoThreadCpus.IsEmpty)
        {
            var threads = string.Join("; ", cpu.IoThreadCpus.Select(cpus => cpus.ToString()));
            yield return new NotKept(
                "cpu.pinning",
                $"QEMU's own threads ({cpu.EmulatorCpus}) and I/O threads ({threads}) run where the kubelet puts them" + (IsEmulatorApart(cpu) ? ": the former have a dedicated CPU, which the first I/O thread shares" : ""));
        }

        if (!cpu.Nodes.IsEmpty)
        {
            var nodes = string.Join("; ", cpu.Nodes.Select(node => $"virtual CPUs {node.Vcpus} on node {node.HostNode}, memory of node {node.MemoryNode}"));
            yield return new NotKept(
                "cpu",
                HasNodes(guest) ? $"the guest gets a NUMA node for each that its CPUs are on, which the kubelet chooses, not: {nodes}"
                : cpu.Nodes.Length > 1 ? $"the guest sees one NUMA node: KubeVirt gives it several only with huge pages and dedicated CPUs ({nodes})"
                : $"the kubelet's topology manager chooses the NUMA node ({nodes})");
        }
    }

    private static bool IsEmulatorApart(GuestCpu cpu) => IsPinned(cpu) && !cpu.EmulatorCpus.IsEmpty;

    private static bool HasNodes(GuestSpec guest) => guest.Cpu.Nodes.Length > 1 && IsPinned(guest.Cpu) && guest.Memory.HugePages != HugePageSize.Off;

    private static bool AreThreadsFolded(GuestCpu cpu) => IsPinned(cpu) && cpu.Topology.Threads > MostPinnedThreads;
}
