using System.Diagnostics;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Planning;

namespace Passthrough.Bench;

/// <summary>Measures reading and planning in this process, for each graphics card of each real host of a collection.</summary>
internal static class PlanningTime
{
    private const double MostMilliseconds = 50;

    /// <summary>Adds the rows.</summary>
    /// <param name="table">The table.</param>
    /// <param name="hosts">The collection.</param>
    public static void Measure(BarTable table, string hosts)
    {
        var times = new List<(double Milliseconds, string Host)>();
        foreach (var folder in Directory.GetDirectories(hosts).Where(folder => File.Exists($"{folder}/pci.tsv")).Order(StringComparer.Ordinal))
        {
            using var machine = MadeUpMachine.Of(File.ReadLines($"{folder}/pci.tsv"));
            var roots = HostRoots.Under(machine.Root);
            foreach (var card in HostReader.Read(roots, HostReadScope.Devices).Display.Cards)
            {
                Plan(roots, card.Display);
                times.Add((Plan(roots, card.Display), Path.GetFileName(folder)));
            }
        }

        if (times.Count == 0)
        {
            table.Add("plan in process", "no hosts there");
            return;
        }

        var (slowest, host) = times.Max();
        table.Add("plan in process, reading among it", string.Create(CultureInfo.InvariantCulture, $"median {times.Order().ElementAt(times.Count / 2).Milliseconds:0.0} ms of {times.Count} cards"));
        table.Add($"plan in process, slowest ({host})", string.Create(CultureInfo.InvariantCulture, $"{slowest:0.0} ms"), "50 ms", slowest <= MostMilliseconds);
    }

    private static double Plan(HostRoots roots, PciAddress card)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            Planner.Plan(HostReader.Read(roots, HostReadScope.Plans), new PlanRequest(card));
        }
        catch (PassthroughException)
        {
            // A refusal is an answer too, found in the same time.
        }

        return clock.Elapsed.TotalMilliseconds;
    }
}
