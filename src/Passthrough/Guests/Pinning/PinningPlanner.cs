using Passthrough.Failures;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Pinning;

/// <summary>
/// Shares the host's CPUs out between the host and a guest, and lays the guest's virtual CPUs and the threads that serve it onto them. Pure. A number of cores is
/// chosen so that no other choice of as many whole cores costs less (<c>docs/pinning.md</c> has the cost); the host always keeps something to run on.
/// </summary>
public static class PinningPlanner
{
    private const string Shown = "passthrough cpu shows the cores and caches";

    /// <summary>The pinning.</summary>
    /// <param name="cpu">The processor.</param>
    /// <param name="request">What the person asks for.</param>
    /// <exception cref="InvalidInputException">More than one thing is asked for, or something that the machine does not have or cannot spare.</exception>
    public static GuestPinning Plan(CpuFacts cpu, PinningRequest request)
    {
        var topology = cpu.Topology;
        if (request.IoThreads < 0)
        {
            throw new InvalidInputException($"a guest cannot have {request.IoThreads} I/O threads", nextStep: "ask for 0 or more");
        }

        var isolated = Isolated(topology);
        var isWish = (request.Cores, request.Cpus, request.CacheDomain) is not (null, null, null);
        var guest = (request.Cores, request.Cpus, request.CacheDomain) switch
        {
            (null, null, null) when !isolated.IsEmpty => isolated,
            (null, null, null) => Best(topology, UsualCores.Of(topology, request.CardNode), request.CardNode),
            ({ } count, null, null) => Best(topology, Spared(topology, count), request.CardNode),
            (null, { } cpus, null) => Named(topology, cpus),
            (null, null, { } number) => OfDomain(topology, number),
            _ => throw new InvalidInputException("a number of cores, CPUs and a cache are three ways to say the same", nextStep: "say it in one of them"),
        };

        return Lay(cpu, request, guest, isIsolated: !isWish && !isolated.IsEmpty);
    }

    private static GuestPinning Lay(CpuFacts cpu, PinningRequest request, CpuSet guest, bool isIsolated)
    {
        var topology = cpu.Topology;
        var order = GuestOrder.Of(topology, guest, request.HasOneThreadPerCore);
        var layout = TopologyMirror.Of(order);
        var places = HostPlaces.Of(topology, guest, request.IoThreads);
        return new GuestPinning
        {
            HostCores = [.. topology.Cores.Where(core => !core.Cpus.Overlaps(guest))],
            GuestCores = [.. topology.Cores.Where(core => core.Cpus.Overlaps(guest))],
            HostCpus = topology.Online.Except(guest),
            GuestCpus = guest,
            Vcpus = [.. order.SelectMany(core => core.Cpus)],
            EmulatorCpus = places.Emulator,
            IoThreads = places.IoThreads,
            Topology = layout,
            Nodes = GuestNodes.Of(topology, order),
            NeedsTopoext = cpu.IsAmd && layout is { Threads: > 1 },
            Reasons = [.. isIsolated ? [PinningReason.AlreadyIsolated] : Enumerable.Empty<PinningReason>(), .. PinningReasons.Of(topology, request, guest, order, layout, places)],
        };
    }

    private static CpuSet Best(CpuTopology topology, int count, int? cardNode) =>
        CpuSet.Of(CoreSearch.Best(topology, count, cardNode).SelectMany(core => core.Cpus));

    private static int Spared(CpuTopology topology, int count)
    {
        var spare = topology.Cores.Length - 1;
        return count >= 1 && count <= spare
            ? count
            : throw new InvalidInputException(
                $"a guest cannot get {count} of this machine's {topology.Cores.Length} cores",
                nextStep: spare < 1 ? "the host needs a core of its own: this machine has none to spare" : $"ask for {(spare == 1 ? "1 core" : $"1 to {spare} cores")}: the host keeps at least one");
    }

    private static CpuSet Named(CpuTopology topology, CpuSet cpus)
    {
        if (cpus.IsEmpty)
        {
            throw new InvalidInputException("no CPU is named for the guest", nextStep: Shown);
        }

        if (cpus.Except(topology.Online) is { IsEmpty: false } missing)
        {
            throw missing.IsSubsetOf(topology.Offline)
                ? new InvalidInputException($"CPU {missing} is switched off", nextStep: "switch it on, or leave it out")
                : new InvalidInputException($"this machine has no CPU {missing.Except(topology.Offline)}", nextStep: $"its CPUs are {topology.Online}; {Shown}");
        }

        return topology.Online.IsSubsetOf(cpus)
            ? throw new InvalidInputException($"CPUs {cpus} are all that this machine has", nextStep: "leave at least one core to the host, best that of its first CPU")
            : cpus;
    }

    private static CpuSet OfDomain(CpuTopology topology, int number)
    {
        var domains = CacheDomain.Of(topology);
        var last = domains.Max(domain => domain.Number);
        var domain = domains.FirstOrDefault(domain => domain.Number == number)
            ?? throw new InvalidInputException(
                $"this machine has no L3 cache {number}",
                nextStep: last is null ? "none is known here: ask for a number of cores or name CPUs" : $"they are numbered {(last == 0 ? "0" : $"0 to {last}")} in the order of their first CPUs; {Shown}");
        return topology.Online.IsSubsetOf(domain.Cpus)
            ? throw new InvalidInputException($"all cores share L3 cache {number}", nextStep: "ask for a number of cores: the host keeps at least one")
            : domain.Cpus;
    }

    private static CpuSet Isolated(CpuTopology topology)
    {
        var isolated = topology.Isolated ?? CpuSet.Empty;
        var cores = topology.Cores.Where(core => core.Cpus.IsSubsetOf(isolated)).ToList();
        return cores.Count < topology.Cores.Length ? CpuSet.Of(cores.SelectMany(core => core.Cpus)) : CpuSet.Empty;
    }
}
