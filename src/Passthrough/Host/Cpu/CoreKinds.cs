using System.Collections.Immutable;

namespace Passthrough.Host.Cpu;

/// <summary>Tells performance from efficiency cores.</summary>
public static class CoreKinds
{
    // Favoured cores of one kind differ by up to about a tenth; the closest kinds in the field (5.7 and 4.6 GHz) by more than a fifth.
    private const double LeastRatioBetweenKinds = 1.15;

    /// <summary>The kinds that the kernel's own lists name; a CPU of several lists has the lowest kind.</summary>
    /// <param name="performance"><c>/sys/devices/cpu_core/cpus</c>; null when absent.</param>
    /// <param name="efficiency"><c>/sys/devices/cpu_atom/cpus</c>; null when absent.</param>
    /// <param name="lowPower"><c>/sys/devices/cpu_lowpower/cpus</c>; null when absent.</param>
    /// <returns>The kind of each named CPU; empty when there are no lists.</returns>
    public static ImmutableDictionary<int, CoreKind> FromLists(CpuSet? performance, CpuSet? efficiency, CpuSet? lowPower)
    {
        var kinds = ImmutableDictionary.CreateBuilder<int, CoreKind>();
        foreach (var (cpus, kind) in new[] { (performance, CoreKind.Performance), (efficiency, CoreKind.Efficiency), (lowPower, CoreKind.LowPower) })
        {
            foreach (var cpu in cpus ?? CpuSet.Empty)
            {
                kinds[cpu] = kind;
            }
        }

        return kinds.ToImmutable();
    }

    /// <summary>
    /// The kinds that a measure of speed (a capacity, a highest frequency) tells: performance cores are those above the first gap, from the top, that is wider than
    /// between favoured and usual cores of the same kind.
    /// </summary>
    /// <param name="speeds">The measure of each CPU; any unit, above 0.</param>
    /// <returns>The kind of each CPU; empty when all are of one kind.</returns>
    public static ImmutableDictionary<int, CoreKind> FromSpeeds(IReadOnlyDictionary<int, long> speeds)
    {
        var values = speeds.Values.Where(value => value > 0).Distinct().OrderDescending().ToList();
        var (slowestFast, _) = values.Zip(values.Skip(1)).FirstOrDefault(pair => (double)pair.First / pair.Second >= LeastRatioBetweenKinds);
        return slowestFast == 0
            ? ImmutableDictionary<int, CoreKind>.Empty
            : speeds.ToImmutableDictionary(speed => speed.Key, speed => speed.Value >= slowestFast ? CoreKind.Performance : CoreKind.Efficiency);
    }
}
