using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Editing;

/// <summary>Which CPUs of the host a domain's virtual processors run on.</summary>
/// <param name="HostCpus">The host's CPU of each virtual processor; threads of one core stand side by side.</param>
/// <param name="ThreadsPerCore">How many threads a core of the guest has.</param>
/// <param name="Others">The host's other CPUs, for QEMU's own threads; empty when none is left.</param>
/// <param name="NeedsTopoext">True on processors of AMD's: there the guest sees threads only with the feature <c>topoext</c>.</param>
public sealed record VcpuLayout(ImmutableArray<int> HostCpus, int ThreadsPerCore, CpuSet Others, bool NeedsTopoext)
{
    /// <summary>A virtual processor for each of some CPUs.</summary>
    /// <param name="cpus">The CPUs.</param>
    /// <param name="host">The machine.</param>
    /// <exception cref="InvalidInputException">There is none, or one that the machine does not have.</exception>
    public static VcpuLayout Of(CpuSet cpus, CpuFacts host)
    {
        var topology = host.Topology;
        if (cpus.IsEmpty || cpus.Count > GuestRules.MostVcpus)
        {
            throw new InvalidInputException($"{cpus.Count} virtual processors is outside 1 to {GuestRules.MostVcpus}", null, "name CPUs such as 2-5,8-11; passthrough cpu shows them");
        }

        if (!cpus.IsSubsetOf(topology.Online))
        {
            throw new InvalidInputException($"this machine has no CPU {cpus.Except(topology.Online)} that is online", null, "passthrough cpu shows them");
        }

        var cores = topology.Cores.Select(core => core.Cpus.Intersect(cpus)).Where(threads => !threads.IsEmpty).ToImmutableArray();
        var threads = cores.Select(core => core.Count).Distinct().ToList() is [var count] ? count : 1;
        return new VcpuLayout([.. cores.SelectMany(core => core)], threads, topology.Online.Except(cpus), host.IsAmd && threads > 1);
    }
}
