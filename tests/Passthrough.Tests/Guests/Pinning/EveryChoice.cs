using System.Numerics;
using Passthrough.Host.Cpu;

namespace Passthrough.Tests.Guests.Pinning;

/// <summary>The least costs that there are, found by looking at every choice, or at many where there are too many.</summary>
internal static class EveryChoice
{
    /// <summary>For each number of cores the least cost of any set of so many.</summary>
    public static Dictionary<int, long[]> OfCores(CpuTopology machine, StatedCost cost) => Least(
        cost,
        Enumerable.Range(1, (1 << machine.Cores.Length) - 2)
            .Select(bits => (Count: BitOperations.PopCount((uint)bits), Cores: machine.Cores.Where((_, index) => (bits & (1 << index)) != 0))));

    /// <summary>The same over numbers of cores of each part: cores that no row of the cost can tell apart.</summary>
    public static Dictionary<int, long[]> OfCounts(CpuTopology machine, StatedCost cost)
    {
        IEnumerable<(int Count, IEnumerable<CpuCore> Cores)> choices = [(0, [])];
        foreach (var part in Parts(machine))
        {
            choices = choices.SelectMany(choice => Enumerable.Range(0, part.Count + 1).Select(taken => (choice.Count + taken, choice.Cores.Concat(part.Take(taken)))));
        }

        return Least(cost, choices.Where(choice => choice.Count > 0 && choice.Count < machine.Cores.Length));
    }

    /// <summary>The same over ways to fill one part after the other, in some of all orders: not every choice, but good ones among them; for at most twelve numbers of cores.</summary>
    public static Dictionary<int, long[]> OfOrders(CpuTopology machine, StatedCost cost)
    {
        var random = new Random(machine.Cores.Length);
        var parts = Parts(machine);
        var step = Math.Max(1, machine.Cores.Length / 12);
        return Least(cost, Enumerable.Range(0, 25)
            .Select(_ => parts.OrderBy(_ => random.Next()).SelectMany(part => part).ToList())
            .SelectMany(order => Enumerable.Range(1, machine.Cores.Length - 1).Where(count => count % step == 0).Select(count => (count, order.Take(count)))));
    }

    /// <summary>How many choices there are by counts.</summary>
    public static double Counts(CpuTopology machine) => Parts(machine).Aggregate(1.0, (product, part) => product * (part.Count + 1));

    private static List<List<CpuCore>> Parts(CpuTopology machine) =>
    [
        .. machine.Cores
            .GroupBy(core => (
                machine.L3.FirstOrDefault(cache => cache.Cpus.Overlaps(core.Cpus)),
                machine.NodeOf(core.Cpus.Min())?.Number,
                core.Kind,
                core.Cpus.Count,
                IsFirst: core.Cpus.Contains(machine.Online.Min())))
            .Select(part => part.ToList()),
    ];

    private static Dictionary<int, long[]> Least(StatedCost cost, IEnumerable<(int Count, IEnumerable<CpuCore> Cores)> choices)
    {
        var least = new Dictionary<int, long[]>();
        foreach (var (count, cores) in choices)
        {
            var its = cost.Of(CpuSet.Of(cores.SelectMany(core => core.Cpus)));
            least[count] = least.TryGetValue(count, out var known) && !StatedCost.IsLess(its, known) ? known : its;
        }

        return least;
    }
}
