using System.Collections.Immutable;
using Passthrough.Host.Cpu;

namespace Passthrough.Cli.Views;

/// <summary>Draws a map of virtual CPUs in few words.</summary>
internal static class VcpuRuns
{
    // A step that no machine numbers its cores by is drawn only where it saves lines.
    private const int FewestWithOddStep = 3;

    /// <summary>Runs of cores whose threads are each as far from those of the core before: <c>0-15</c> on <c>0+16 to 7+23</c>.</summary>
    /// <param name="map">The host's CPU of each virtual CPU.</param>
    /// <param name="threads">How many virtual CPUs are threads of one core, one after the other.</param>
    /// <returns>The virtual CPUs of each run and where they run.</returns>
    public static IEnumerable<(CpuSet Vcpus, string Cpus)> Of(ImmutableArray<int> map, int threads)
    {
        var cores = map.Chunk(threads).ToList();
        for (var start = 0; start < cores.Count;)
        {
            var step = start + 1 < cores.Count ? Step(cores[start], cores[start + 1]) : null;
            var end = start;
            while (step is not null && end + 1 < cores.Count && Step(cores[end], cores[end + 1]) == step)
            {
                end++;
            }

            var isOdd = step != 1 && step != threads;
            end = isOdd && end - start + 1 < FewestWithOddStep ? start : end;
            yield return (
                CpuSet.Of(Enumerable.Range(start * threads, (end - start + 1) * threads)),
                start == end ? string.Join('+', cores[start]) : $"{Range(cores[start], cores[end])}{(isOdd ? $" by {step}" : "")}");
            start = end + 1;
        }
    }

    // How far all threads are from those of the core before: 1, the number of threads where the machine numbers them one after the other, or of nodes where it takes those in turn.
    private static int? Step(int[] before, int[] after)
    {
        var step = after[0] - before[0];
        return step > 0 && before.Zip(after).All(pair => pair.Second - pair.First == step) ? step : null;
    }

    private static string Range(int[] first, int[] last) => first.Length == 1 ? $"{first[0]}-{last[0]}" : $"{string.Join('+', first)} to {string.Join('+', last)}";
}
