using System.Collections.Immutable;
using Passthrough.Guests.Pinning;
using Passthrough.Host.Cpu;
using Spectre.Console;

namespace Passthrough.Cli.Views;

/// <summary>Cores by L3 cache, with their threads, kinds and marks, and who would get them.</summary>
internal static class CpuView
{
    // A row with more cores than this is drawn as a range of CPUs: whoever has so many thinks in ranges.
    private const int MostCoresDrawn = 16;

    /// <summary>The view as lines of markup.</summary>
    /// <param name="cpu">The processor.</param>
    /// <param name="pinning">Who would get which cores, and what would run on them.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(CpuFacts cpu, GuestPinning pinning, int width)
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

        foreach (var domain in CacheDomain.Of(topology))
        {
            yield return "";
            yield return $"[bold]{Escape(Title(cpu, domain))}[/]";
            foreach (var row in Rows(topology, domain, pinning.GuestCpus))
            {
                foreach (var line in TextLayout.Hang(row.First, row.Text, width))
                {
                    yield return row.IsGuest ? $"[green]{Escape(line)}[/]" : Escape(line);
                }
            }
        }

        yield return "";
        var rows = Places(pinning).ToList();
        var widest = rows.Select(row => row.What.Length).DefaultIfEmpty(0).Max() + 4;
        foreach (var line in TextLayout.Wrap(Summary(topology, pinning), width)
            .Concat(pinning.Reasons.SelectMany(reason => TextLayout.Hang("  - ", PinningWords.Of(reason), width)))
            .Concat(pinning.Topology is { } layout ? TextLayout.Wrap(Layout(layout), width).Prepend("") : [])
            .Concat(rows.SelectMany(row => TextLayout.Hang($"  {row.What}".PadRight(widest), row.Where, width))))
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

    private static string Title(CpuFacts cpu, CacheDomain domain)
    {
        var node = cpu.Topology.Nodes.Length > 1 && domain.Node is { } its ? $", node {its.Number}" : "";
        if (domain.Cache is not { } cache)
        {
            return (cpu.Topology.L3.IsEmpty ? "L3 unknown" : "Outside any L3") + node;
        }

        var size = cache.SizeKib is { } kib ? $" {(kib % 1024 == 0 ? $"{kib / 1024} MiB" : $"{kib} KiB")}" : "";
        var mark = !cpu.Topology.LargerL3.Contains(cache) ? "" : cpu.Model?.Contains("X3D", StringComparison.Ordinal) == true ? ", X3D die" : ", larger cache";
        return $"L3 {domain.Number}{size}{mark}{node}";
    }

    private static IEnumerable<(bool IsGuest, string First, string Text)> Rows(CpuTopology topology, CacheDomain domain, CpuSet guest)
    {
        var rows = domain.Cores
            .GroupBy(core => (IsGuest: core.Cpus.Overlaps(guest), core.Kind, IsIsolated: topology.Isolated is { } isolated && core.Cpus.Overlaps(isolated)))
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

    private static string Summary(CpuTopology topology, GuestPinning pinning) => pinning.GuestCores.IsEmpty
        ? $"The host keeps {(topology.Cores.Length == 1 ? "the only core" : "all cores")}: there is none to spare for a guest to have alone."
        : $"A guest would get {Named(pinning.GuestCpus)} ({Many(pinning.GuestCores.Length, "core")}, {Many(pinning.GuestCpus.Count, "thread")}); the host keeps {Named(pinning.HostCpus)}.";

    private static string Layout(GuestTopology layout) =>
        $"It would see {Many(layout.Vcpus, "CPU")}: {Many(layout.Sockets, "socket")}, {Many(layout.Dies, "die")}, {Many(layout.Cores, "core")}, {Many(layout.Threads, "thread")} each.";

    private static IEnumerable<(string What, string Where)> Places(GuestPinning pinning)
    {
        if (pinning.Topology is not { } layout)
        {
            yield break;
        }

        foreach (var run in VcpuRuns.Of(pinning.Vcpus, layout.Threads))
        {
            yield return ($"virtual {run.Vcpus}", $"on {run.Cpus}");
        }

        yield return ("emulator", $"on {pinning.EmulatorCpus}");
        for (var thread = 0; thread < pinning.IoThreads.Length; thread++)
        {
            yield return ($"I/O thread {thread + 1}", $"on {pinning.IoThreads[thread]}");
        }

        foreach (var node in pinning.Nodes.Length > 1 || pinning.Nodes.Any(node => node.MemoryNode != node.HostNode) ? pinning.Nodes : [])
        {
            yield return ($"memory of {node.Vcpus}", $"on node {node.MemoryNode}");
        }

        if (pinning.NeedsTopoext)
        {
            yield return ("CPU feature", "topoext, without which the guest sees no siblings");
        }
    }

    private static string Named(CpuSet cpus) => $"{(cpus.Count == 1 ? "CPU" : "CPUs")} {cpus}";

    private static string Many(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string Escape(string text) => Markup.Escape(TextLayout.Plain(text));
}
