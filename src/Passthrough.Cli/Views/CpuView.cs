using System.Collections.Immutable;
using Passthrough.Host.Cpu;
using Passthrough.Planning.CpuPinning;
using Spectre.Console;

namespace Passthrough.Cli.Views;

/// <summary>Cores by L3 cache, with their threads, kinds and marks, and who would get them.</summary>
internal static class CpuView
{
    // A row with more cores than this is drawn as a range of CPUs: whoever has so many thinks in ranges.
    private const int MostCoresDrawn = 16;

    /// <summary>The view as lines of markup.</summary>
    /// <param name="cpu">The processor.</param>
    /// <param name="plan">Who would get which cores.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(CpuFacts cpu, CorePlan plan, int width)
    {
        var topology = cpu.Topology;
        yield return $"[bold]{Escape(TextLayout.Cut(cpu.Model ?? "Processor of unknown model", width))}[/]";
        foreach (var line in Facts(topology).SelectMany(text => TextLayout.Wrap(text, width)))
        {
            yield return Escape(line);
        }

        if (topology.Cores.IsEmpty)
        {
            yield return "Nothing is known about its cores.";
            yield break;
        }

        var guest = plan.GuestCpus;
        var domains = CacheDomain.Of(topology);
        for (var index = 0; index < domains.Length; index++)
        {
            yield return "";
            yield return $"[bold]{Escape(Title(cpu, domains[index], CacheNumber(domains, index)))}[/]";
            foreach (var row in Rows(topology, domains[index], guest))
            {
                foreach (var line in TextLayout.Hang(row.First, row.Text, width))
                {
                    yield return row.IsGuest ? $"[green]{Escape(line)}[/]" : Escape(line);
                }
            }
        }

        yield return "";
        foreach (var line in TextLayout.Wrap(Summary(topology, plan), width).Concat(plan.Reasons.SelectMany(reason => TextLayout.Hang("  - ", Words(reason), width))))
        {
            yield return Escape(line);
        }
    }

    private static IEnumerable<string> Facts(CpuTopology topology)
    {
        if (!topology.Cores.IsEmpty)
        {
            yield return string.Join(", ", new[]
            {
                Many(topology.Cores.Length, "core"),
                Many(topology.Online.Count, "thread"),
                topology.Packages.IsEmpty ? null : Many(topology.Packages.Length, "package"),
                topology.Dies.Length > topology.Packages.Length ? Many(topology.Dies.Length, "die") : null,
                topology.Nodes.Length > 1 ? Many(topology.Nodes.Length, "NUMA node") : null,
                topology.SmtControl is { } smt && smt.Contains("off", StringComparison.Ordinal) ? "SMT switched off" : null,
            }.OfType<string>()) + ".";
        }

        if (topology.Offline.Count > 0)
        {
            yield return $"Offline: {Named(topology.Offline)}.";
        }

        if (topology.Isolated is { Count: > 0 } isolated)
        {
            yield return $"Isolated from the scheduler: {Named(isolated)}.";
        }

        if (topology.NohzFull is { Count: > 0 } tickless)
        {
            yield return $"Without a timer tick: {Named(tickless)}.";
        }

        foreach (var alike in topology.Scaling.GroupBy(policy => (policy.Driver, policy.Governor, policy.EnergyPreference)))
        {
            var preference = alike.Key.EnergyPreference is { } energy ? $", energy preference {energy}" : "";
            var cpus = alike.Sum(policy => policy.Cpus.Count) == topology.Online.Count ? "" : $" ({Named(CpuSet.Of(alike.SelectMany(policy => policy.Cpus)))})";
            yield return $"Governor {alike.Key.Governor ?? "unknown"}, driver {alike.Key.Driver ?? "unknown"}{preference}{cpus}.";
        }
    }

    private static string Title(CpuFacts cpu, CacheDomain domain, int number)
    {
        var node = cpu.Topology.Nodes.Length > 1 && domain.Node is { } its ? $", node {its.Number}" : "";
        if (domain.Cache is not { } cache)
        {
            return (cpu.Topology.L3.IsEmpty ? "L3 unknown" : "Outside any L3") + node;
        }

        var size = cache.SizeKib is { } kib ? $" {(kib % 1024 == 0 ? $"{kib / 1024} MiB" : $"{kib} KiB")}" : "";
        var mark = !cpu.Topology.LargerL3.Contains(cache) ? "" : cpu.Model?.Contains("X3D", StringComparison.Ordinal) == true ? ", X3D die" : ", larger cache";
        return $"L3 {number}{size}{mark}{node}";
    }

    private static int CacheNumber(ImmutableArray<CacheDomain> domains, int index) => domains.Take(index).Count(domain => domain.Cache is not null);

    private static IEnumerable<(bool IsGuest, string First, string Text)> Rows(CpuTopology topology, CacheDomain domain, CpuSet guest)
    {
        var rows = domain.Cores
            .GroupBy(core => (IsGuest: core.Cpus.IsSubsetOf(guest), core.Kind, IsIsolated: topology.Isolated is { } isolated && core.Cpus.Overlaps(isolated)))
            .Select(row => (
                row.Key.IsGuest,
                First: $"  {(row.Key.IsGuest ? "guest" : "host "),-5} {row.Count(),3} {Kind(topology, row.Key.Kind)}{(row.Count() == 1 ? "core" : "cores")}{(row.Key.IsIsolated ? ", isolated" : "")}",
                Text: Cores([.. row])))
            .ToList();
        var widest = rows.Max(row => row.First.Length);
        return rows.Select(row => (row.IsGuest, row.First.PadRight(widest + 2), row.Text));
    }

    private static string Cores(ImmutableArray<CpuCore> cores) => cores.Length > MostCoresDrawn
        ? Named(CpuSet.Of(cores.SelectMany(core => core.Cpus)))
        : string.Join("  ", cores.Select(core => core.Cpus.Count > 4 ? core.Cpus.ToString() : string.Join('+', core.Cpus)));

    private static string Kind(CpuTopology topology, CoreKind kind)
    {
        var letter = kind switch
        {
            CoreKind.Performance => "P",
            CoreKind.Efficiency => "E",
            CoreKind.LowPower => "LP-E",
            _ => "",
        };
        return letter.Length == 0 ? "" : topology.KindSource == CoreKindSource.FrequencyGuess ? $"{letter}? " : $"{letter} ";
    }

    private static string Summary(CpuTopology topology, CorePlan plan) => plan.GuestCores.IsEmpty
        ? $"The host keeps {(topology.Cores.Length == 1 ? "the only core" : "all cores")}: there is none to spare for a guest to have alone."
        : $"A guest would get {Named(plan.GuestCpus)} ({Many(plan.GuestCores.Length, "core")}, {Many(plan.GuestCpus.Count, "thread")}); the host keeps {Named(plan.HostCpus)}.";

    private static string Words(CorePlanReason reason) => reason switch
    {
        CorePlanReason.AlreadyIsolated => "the kernel already isolates these cores",
        CorePlanReason.WholeCaches => "the guest shares no L3 cache with the host",
        CorePlanReason.SharedCache => "the guest shares an L3 cache with the host: games and builds on the host slow it",
        CorePlanReason.LargerCache => "the guest has the larger L3 cache",
        CorePlanReason.PerformanceCores => "the guest has performance cores only",
        CorePlanReason.MixedKinds => "the guest has cores of different kinds: its system cannot tell them apart and will use slow ones for urgent work",
        CorePlanReason.KindsAreGuessed => "which cores are performance cores is a guess from their highest frequencies",
        CorePlanReason.NearCard => "the guest's cores are on the card's NUMA node",
        CorePlanReason.FarFromCard => "some of the guest's cores are far from the card (another NUMA node)",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "a reason without words"),
    };

    private static string Named(CpuSet cpus) => $"{(cpus.Count == 1 ? "CPU" : "CPUs")} {cpus}";

    private static string Many(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string Escape(string text) => Markup.Escape(TextLayout.Plain(text));
}
