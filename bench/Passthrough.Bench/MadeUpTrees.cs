using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Bench;

/// <summary>Measures <c>groups</c> on made-up machines of growing size.</summary>
internal static class MadeUpTrees
{
    private const int Usual = 40;
    private const int Large = 4096;
    private const double MostGrowth = 1.3;
    private const double MostMilliseconds = 15;
    private const double LeastSpeedup = 50;
    private const int MostForLoop = 400;
    private const int MostLoopRounds = 3;
    private const int MostMemoryKib = 30 * 1024;

    private static readonly ImmutableArray<int> Sizes = [Usual, 400, Large, 10_000];

    /// <summary>Adds the rows.</summary>
    public static void Measure(BarTable table, string program, int rounds)
    {
        var perDevice = 0.0;
        foreach (var size in Sizes)
        {
            using var tree = MadeUpMachine.Of(size);
            ImmutableArray<string> ours = [program, "groups", "--host", tree.Root];
            var name = string.Create(CultureInfo.InvariantCulture, $"{size} functions: groups");
            var median = MeasureTime(table, name, ours, tree.Root, rounds);
            perDevice = size == Usual ? median / size : perDevice;
            MeasureGrowth(table, name, size, median / size / perDevice);
            if (size <= MostForLoop)
            {
                MeasureLoop(table, name, ours, tree.Root, size, Math.Min(rounds, MostLoopRounds));
            }

            var peak = PeakMemory.OfKib(ours);
            table.Add(
                $"{name}, peak memory",
                peak is { } kib ? string.Create(CultureInfo.InvariantCulture, $"{kib / 1024.0:0.0} MiB") : "GNU time is not here",
                size == Usual ? "30 MiB" : "-",
                size == Usual ? peak <= MostMemoryKib : null);
        }
    }

    private static double MeasureTime(BarTable table, string name, ImmutableArray<string> ours, string root, int rounds)
    {
        ImmutableArray<string> lspci = [.. GuideLoops.Lspci(root), "-nnk"];
        var (first, second) = ProcessTimer.Pair(ours, lspci, rounds);
        var isUsual = name.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{Usual} "), StringComparison.Ordinal);
        table.Add(name, string.Create(CultureInfo.InvariantCulture, $"{first.Median:0.0} ms"), isUsual ? "15 ms" : "-", isUsual ? first.Median <= MostMilliseconds : null);
        table.AddPair($"{name} : lspci -nnk", first.Median, second.Median, isUsual ? 1 : null);
        return first.Median;
    }

    private static void MeasureGrowth(BarTable table, string name, int size, double growth)
    {
        if (size > Usual)
        {
            table.Add(
                $"{name}, time a function against {Usual}",
                string.Create(CultureInfo.InvariantCulture, $"{growth:0.00}"),
                size == Large ? "1.3" : "-",
                size == Large ? growth <= MostGrowth : null);
        }
    }

    private static void MeasureLoop(BarTable table, string name, ImmutableArray<string> ours, string root, int size, int rounds)
    {
        var (first, second) = ProcessTimer.Pair(ours, GuideLoops.OverGroups(root), rounds);
        var speedup = second.Median / first.Median;
        table.Add(
            $"{name} : the guides' loop",
            string.Create(CultureInfo.InvariantCulture, $"{first.Median:0.0} : {second.Median:0.0} ms, {speedup:0} times faster"),
            size == Usual ? "50 times" : "-",
            size == Usual ? speedup >= LeastSpeedup : null);
    }
}
