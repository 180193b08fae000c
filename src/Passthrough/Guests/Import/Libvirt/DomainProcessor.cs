using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Guests.Pinning;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Import.Libvirt;

/// <summary>Processors of a domain: how many, what the guest sees of them, and where they run.</summary>
internal static class DomainProcessor
{
    private const string Mirrored = "pinned processors mirror the cores that they are pinned to";
    private const string Flat = "processors that are not pinned are shown as cores of one socket";

    /// <summary>Reads them.</summary>
    public static void Import(ImportDraft draft, SourcePart domain)
    {
        var vcpu = domain.Part("vcpu");
        var count = vcpu is null ? 1 : vcpu.Number("", draft) ?? 1;
        var cpu = domain.Part("cpu");
        Model(draft, cpu);
        var tuning = domain.Part("cputune");
        Priority(draft, tuning);
        var pins = (tuning?.All("vcpupin") ?? []).ToList();
        var pinned = Pins(pins, count);
        if (pinned.IsEmpty || Plan(draft, pinned) is not { } plan)
        {
            draft.SetVcpus(vcpu?.Where ?? domain.Where, count);
            Floating(draft, domain, cpu, tuning, pins);
            return;
        }

        draft.Guest = draft.Guest with { Cpu = draft.Guest.Cpu with { Cpus = CpuSet.Of(pinned.Concat(plan.Idle)), HasSmt = plan.Idle.IsEmpty ? null : false } };
        Compare(draft, tuning!, plan.Pinning, pinned);
        var mirrored = plan.Pinning?.Topology;
        if (Topology(cpu) is { } topology && (mirrored is null || topology != (mirrored.Sockets, mirrored.Dies, mirrored.Cores, mirrored.Threads)))
        {
            draft.Drop($"{cpu!.Where}/topology", Words(topology), mirrored is null ? Mirrored : $"{Mirrored}: {Words(mirrored)}");
        }
    }

    private static void Model(ImportDraft draft, SourcePart? cpu)
    {
        var description = draft.Guest.Cpu with { HasTopoext = false, HasHostCaches = false };
        if (cpu is null)
        {
            draft.Guest = draft.Guest with { Cpu = description };
            draft.Note("/domain/cpu: the domain says nothing of the processor's model; the guest sees the machine's own");
            return;
        }

        var mode = cpu.Take("mode");
        var isEmulated = draft.Guest.Accelerator == GuestAccelerator.Tcg;
        if (mode is not "host-passthrough" && !(isEmulated && mode is "maximum"))
        {
            var model = cpu.Part("model");
            draft.Drop(cpu.Where, $"mode={mode} {model?.Take("")}".TrimEnd(), isEmulated ? "an emulated processor has all that QEMU can emulate" : "the guest sees the machine's own processor");
        }

        foreach (var feature in cpu.All("feature").ToList())
        {
            if (feature.Peek("name") is "topoext")
            {
                description = description with { HasTopoext = feature.Take("policy") is "require" or "force" };
                feature.TakeWhole();
            }
            else if (feature.Peek("policy") is "require" && mode is "host-passthrough" or "maximum")
            {
                // The host's own processor has it when the host has.
                feature.TakeWhole();
            }
            else
            {
                feature.Drop(draft, feature.Peek("name") is "hypervisor" ? "the guest can see that it is a virtual machine; hide-kvm and vendor-id are what drivers of cards look at" : "single features of the processor are not chosen");
            }
        }

        if (cpu.Part("cache") is { } cache)
        {
            description = description with { HasHostCaches = cache.Peek("mode") is "passthrough" };
            if (description.HasHostCaches == true)
            {
                cache.TakeWhole();
            }
            else
            {
                cache.Drop(draft, "the guest sees the host's caches (host-caches) or those that QEMU makes up");
            }
        }

        draft.Guest = draft.Guest with { Cpu = description };
    }

    private static void Priority(ImportDraft draft, SourcePart? tuning)
    {
        foreach (var scheduling in tuning?.All("iothreadsched") ?? [])
        {
            var (scheduler, priority) = (scheduling.Take("scheduler"), scheduling.Number("priority", draft));
            scheduling.Take("iothreads");
            if (scheduler is "fifo" && priority is > 0 and <= GuestRules.HighestPriority)
            {
                draft.Guest = draft.Guest with { Cpu = draft.Guest.Cpu with { IoThreadPriority = priority } };
            }
            else
            {
                draft.Drop(scheduling.Where, scheduling.Words, "I/O threads get a real-time priority of the scheduler fifo, or none");
            }
        }
    }

    // Every virtual processor on a CPU of its own; empty for anything else.
    private static ImmutableArray<int> Pins(List<SourcePart> pins, int count)
    {
        var places = new SortedDictionary<int, int>();
        foreach (var pin in pins)
        {
            if (int.TryParse(pin.Take("vcpu"), NumberStyles.None, CultureInfo.InvariantCulture, out var vcpu) && CpuSet.FromList(pin.Take("cpuset")) is { Count: 1 } cpu)
            {
                places[vcpu] = cpu.First!.Value;
            }
        }

        return places.Count == count && pins.Count == count && places.Keys.SequenceEqual(Enumerable.Range(0, count)) && places.Values.Distinct().Count() == count ? [.. places.Values] : [];
    }

    // With one processor on each core the other threads may be the guest's too, idle: whichever way gives the same pinning is what was meant.
    private static (GuestPinning? Pinning, ImmutableArray<int> Idle)? Plan(ImportDraft draft, ImmutableArray<int> pins)
    {
        var topology = draft.Host.Cpu.Topology;
        if (topology.Cores.IsEmpty)
        {
            return (null, []);
        }

        var own = CpuSet.Of(pins);
        var threads = draft.Guest.Cpu.IoThreads ?? 0;
        ImmutableArray<int> idle = [.. topology.Cores.Where(core => core.Cpus.Overlaps(own)).SelectMany(core => core.Cpus).Where(cpu => !own.Contains(cpu))];
        try
        {
            var whole = idle.IsEmpty ? null : PlanOrNull(draft, CpuSet.Of(pins.Concat(idle)), threads, hasOneThread: true);
            return whole is not null && whole.Vcpus.SequenceEqual(pins)
                ? (whole, idle)
                : (PinningPlanner.Plan(draft.Host.Cpu, new PinningRequest { Cpus = own, IoThreads = threads }), []);
        }
        catch (InvalidInputException problem)
        {
            draft.Note($"the domain's pinning does not fit this machine: {problem.Message}");
            return null;
        }
    }

    private static GuestPinning? PlanOrNull(ImportDraft draft, CpuSet cpus, int threads, bool hasOneThread)
    {
        try
        {
            return PinningPlanner.Plan(draft.Host.Cpu, new PinningRequest { Cpus = cpus, IoThreads = threads, HasOneThreadPerCore = hasOneThread });
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    private static void Compare(ImportDraft draft, SourcePart tuning, GuestPinning? plan, ImmutableArray<int> pins)
    {
        if (plan is not null && !plan.Vcpus.SequenceEqual(pins))
        {
            draft.Drop($"{tuning.Where}/vcpupin", string.Join(',', pins), $"the CPUs are kept, in the order of cores: {string.Join(',', plan.Vcpus)}");
        }

        if (tuning.Part("emulatorpin") is { } emulator && CpuSet.FromList(emulator.Take("cpuset")) is var cpus && (plan is null || !plan.EmulatorCpus.Equals(cpus)))
        {
            draft.Drop(emulator.Where, emulator.Words, $"QEMU's own threads run on the CPUs that the guest does not have{(plan is null ? "" : $": {plan.EmulatorCpus}")}");
        }

        foreach (var thread in tuning.All("iothreadpin"))
        {
            var number = thread.Number("iothread", draft) ?? 0;
            var given = CpuSet.FromList(thread.Take("cpuset"));
            if (plan is null || number < 1 || number > plan.IoThreads.Length || !plan.IoThreads[number - 1].Equals(given))
            {
                draft.Drop(thread.Where, thread.Words, "I/O threads run on CPUs that the guest does not have");
            }
        }
    }

    private static void Floating(ImportDraft draft, SourcePart domain, SourcePart? cpu, SourcePart? tuning, List<SourcePart> pins)
    {
        foreach (var pin in pins)
        {
            draft.Drop(pin.Where, pin.Words, "processors are pinned when each has a CPU of this machine for itself; say which cores it gets (cpu: cores)");
        }

        foreach (var part in (tuning?.All("emulatorpin") ?? []).Concat(tuning?.All("iothreadpin") ?? []))
        {
            part.Drop(draft, "only threads of a guest with pinned processors are pinned");
        }

        foreach (var part in domain.All("numatune").Concat(cpu?.All("numa") ?? []))
        {
            part.Drop(draft, "nodes follow from pinned cores (cpu: cores)");
        }

        if (Topology(cpu) is { } topology && topology is not (1, 1, _, 1))
        {
            draft.Drop($"{cpu!.Where}/topology", Words(topology), Flat);
        }
        else if (cpu?.Peek("mode") is null || Topology(cpu) is null)
        {
            draft.Note(Flat);
        }
    }

    private static (int Sockets, int Dies, int Cores, int Threads)? Topology(SourcePart? cpu)
    {
        if (cpu?.Part("topology") is not { } topology)
        {
            return null;
        }

        return int.TryParse(topology.Take("sockets"), NumberStyles.None, CultureInfo.InvariantCulture, out var sockets)
            && int.TryParse(topology.Take("cores"), NumberStyles.None, CultureInfo.InvariantCulture, out var cores)
            && int.TryParse(topology.Take("threads"), NumberStyles.None, CultureInfo.InvariantCulture, out var threads)
            && int.TryParse(topology.Take("dies") ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out var dies)
            ? (sockets, dies, cores, threads)
            : null;
    }

    private static string Words((int Sockets, int Dies, int Cores, int Threads) topology) => $"{topology.Sockets} sockets, {topology.Dies} dies, {topology.Cores} cores, {topology.Threads} threads";

    private static string Words(GuestTopology topology) => Words((topology.Sockets, topology.Dies, topology.Cores, topology.Threads));
}
