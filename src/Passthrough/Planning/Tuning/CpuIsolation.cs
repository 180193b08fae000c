using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests.Pinning;
using Passthrough.Host;
using Passthrough.Host.Cpu;

namespace Passthrough.Planning.Tuning;

/// <summary>
/// CPUs that the kernel leaves to a guest from its start on: <c>isolcpus=</c>, <c>nohz_full=</c> and <c>rcu_nocbs=</c>
/// (the kernel's <c>Documentation/admin-guide/kernel-parameters.txt</c>).
/// </summary>
public static class CpuIsolation
{
    /// <summary>What asks for the cores that <c>passthrough cpu</c> would give a guest.</summary>
    public const string Auto = "auto";

    /// <summary>The names of the words, whose values are lists of CPUs: another list stands against the wanted one.</summary>
    internal static ImmutableArray<string> Names { get; } = ["isolcpus", "nohz_full", "rcu_nocbs"];

    /// <summary>The CPUs that a request asks for; null when for none.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="InvalidInputException">The text is no list of CPUs.</exception>
    public static CpuSet? Of(HostFacts facts, PlanRequest request) => request.IsolateCpus switch
    {
        null => null,
        Auto => PinningPlanner.Plan(facts.Cpu, new PinningRequest { CardNode = facts.Pci.Find(request.Gpu)?.NumaNode }).GuestCpus,
        var list => CpuSet.FromList(list) is { IsEmpty: false } cpus ? cpus : throw new InvalidInputException($"'{list}' is no list of CPUs", null, "write it like 2-5,8-11, or 'auto'; passthrough cpu shows which belong together"),
    };

    /// <summary>The words.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="InvalidInputException">The text is no list of CPUs.</exception>
    /// <exception cref="RefusedException">The machine cannot spare them.</exception>
    internal static ImmutableArray<string> Words(HostFacts facts, PlanRequest request)
    {
        if (Of(facts, request) is not { } cpus)
        {
            return [];
        }

        var topology = facts.Cpu.Topology;
        var where = HostRoots.Live.Sys("devices/system/cpu");
        if (cpus.IsEmpty || !cpus.IsSubsetOf(topology.Present))
        {
            throw new RefusedException($"this machine has CPUs {topology.Present} and cannot spare {(cpus.IsEmpty ? "a core" : cpus)}", where, "passthrough cpu shows the cores");
        }

        if (cpus.Contains(topology.Online.First ?? 0))
        {
            throw new RefusedException($"CPU {topology.Online.First ?? 0} is the one that the kernel starts on and keeps its own work on", where, "leave it, and its core's other thread, to the host");
        }

        if (topology.Cores.FirstOrDefault(core => core.Cpus.Overlaps(cpus) && !core.Cpus.IsSubsetOf(cpus)) is { } parted)
        {
            throw new RefusedException($"CPUs {parted.Cpus} are threads of one core, of which only a part would be isolated", where, "name all threads of a core or none; passthrough cpu shows them");
        }

        return [.. Names.Select(name => $"{name}={cpus}")];
    }
}
