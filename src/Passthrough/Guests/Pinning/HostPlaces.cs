using System.Collections.Immutable;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>Where on the host's side a guest's other threads run.</summary>
/// <param name="Emulator">The emulator's threads.</param>
/// <param name="IoThreads">Each I/O thread.</param>
/// <param name="IsShared">True when there are more I/O threads than cores for them.</param>
internal sealed record HostPlaces(CpuSet Emulator, ImmutableArray<CpuSet> IoThreads, bool IsShared)
{
    /// <summary>
    /// The places: whole cores of the host on the guest's nodes, or on the nearest nodes where it has some; low-power cores only when there are no others. Each I/O
    /// thread has one of these cores, that of the machine's first CPU last; when there are more threads than cores they take turns.
    /// </summary>
    /// <param name="topology">The machine.</param>
    /// <param name="guest">The guest's CPUs.</param>
    /// <param name="ioThreads">How many I/O threads.</param>
    public static HostPlaces Of(CpuTopology topology, CpuSet guest, int ioThreads)
    {
        if (guest.IsEmpty)
        {
            return new HostPlaces(CpuSet.Empty, [], false);
        }

        var host = topology.Online.Except(guest);
        var slow = topology.OfKind(CoreKind.LowPower);
        var nodes = topology.Nodes.Where(node => node.Cpus.Overlaps(guest)).ToList();
        var places = topology.Cores.Where(core => !core.Cpus.Overlaps(guest)).Select(core => core.Cpus).DefaultIfEmpty(host)
            .GroupBy(cpus => nodes.Select(node => CorePart.Distance(topology, topology.NodeOf(cpus.First ?? -1), node.Number)).DefaultIfEmpty(0).Min())
            .MinBy(near => near.Key)!
            .GroupBy(cpus => cpus.IsSubsetOf(slow))
            .MinBy(kind => kind.Key)!
            .OrderBy(cpus => cpus.Contains(topology.Online.First ?? -1))
            .ThenBy(cpus => cpus.First)
            .ToList();
        return new HostPlaces(CpuSet.Of(places.SelectMany(cpus => cpus)), [.. Enumerable.Range(0, ioThreads).Select(thread => places[thread % places.Count])], ioThreads > places.Count);
    }
}
