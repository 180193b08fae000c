using FsCheck;
using FsCheck.Fluent;
using Passthrough.Guests.Pinning;
using Passthrough.Host.Cpu;
using Passthrough.Tests.Corpora.Cpu;

namespace Passthrough.Tests.Guests.Pinning;

/// <summary>The planner's choice costs no more than any other, by the stated cost.</summary>
public class BestChoiceTests(ITestOutputHelper output)
{
    private const int MostCoresForSets = 12;
    private const int MostCounts = 20000;

    [Fact]
    public void On_real_machines_no_choice_costs_less_than_the_planners()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var tally = new SortedDictionary<string, (int Machines, int Choices)>(StringComparer.Ordinal);
        foreach (var (name, facts) in CorpusProcessors.All().Where(each => each.Facts.Topology.Cores.Length > 1 && seen.Add(Key(each.Facts.Topology))))
        {
            var machine = facts.Topology;
            var (way, search) = machine.Cores.Length <= MostCoresForSets ? ("every set of cores", (Func<CpuTopology, StatedCost, Dictionary<int, long[]>>)EveryChoice.OfCores)
                : EveryChoice.Counts(machine) <= MostCounts ? ("every number of cores of each part", EveryChoice.OfCounts)
                : ("some orders of filling the parts", EveryChoice.OfOrders);
            foreach (var card in ((int?[])[null, machine.Nodes.LastOrDefault()?.Number]).Distinct())
            {
                var cost = new StatedCost(machine, card);
                var least = search(machine, cost);
                Assert.All(least, best => Assert.False(StatedCost.IsLess(best.Value, cost.Of(Planned(facts, best.Key, card))), $"{name}: {best.Key} cores can cost {Words(best.Value)}"));
                var (machines, choices) = tally.GetValueOrDefault(way);
                tally[way] = (machines + (card is null ? 1 : 0), choices + least.Count);
            }
        }

        Assert.Equal(3, tally.Count);
        output.WriteLine(string.Join('\n', tally.Select(way => $"{way.Value.Machines} machines, {way.Value.Choices} choices of the planner: {way.Key}")));
    }

    [Fact]
    public void On_any_machine_no_set_of_cores_costs_less_than_the_planners() => Prop.ForAll(
        (from machine in RandomProcessors.Machines() from card in Gen.Elements<int?>(null, 0, 1, 2, 7) select (machine, card)).ToArbitrary(),
        each =>
        {
            var cost = new StatedCost(each.machine.Topology, each.card);
            Assert.All(
                EveryChoice.OfCores(each.machine.Topology, cost),
                best => Assert.Equal((best.Key, Words(best.Value)), (best.Key, Words(cost.Of(Planned(each.machine, best.Key, each.card))))));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(300));

    [Fact]
    public void Cores_of_one_part_cost_the_same() => Prop.ForAll(
        RandomProcessors.Machines().ToArbitrary(),
        machine =>
        {
            var cost = new StatedCost(machine.Topology, 0);
            Assert.Equal(
                EveryChoice.OfCores(machine.Topology, cost).OrderBy(best => best.Key).Select(best => Words(best.Value)),
                EveryChoice.OfCounts(machine.Topology, cost).OrderBy(best => best.Key).Select(best => Words(best.Value)));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Theory]
    [InlineData(96)]
    [InlineData(511)]
    public void A_machine_with_sixty_four_caches_is_planned_too(int count)
    {
        // Two nodes with 32 caches of eight cores; what a choice of so many must cost is plain.
        var facts = RandomProcessors.Server(caches: 64, coresOfCache: 8, nodes: 2);
        var cost = new StatedCost(facts.Topology, 1).Of(Planned(facts, count, 1));
        Assert.Equal(
            Words([0, 0, count % 8 == 0 ? 0 : 1, count > 256 ? 2 : 1, Math.Max(0, count - 256) * 32, (count + 7) / 8, 0, 0, 0, Math.Max(0, count - 504)]),
            Words(cost));
    }

    private static CpuSet Planned(CpuFacts facts, int count, int? card) => PinningPlanner.Plan(facts, new PinningRequest { Cores = count, CardNode = card }).GuestCpus;

    private static string Words(long[] cost) => string.Join(' ', cost);

    private static string Key(CpuTopology machine) =>
        string.Join('|', machine.Cores.Select(core => $"{core.Cpus} {core.Kind}").Concat(machine.L3.Select(cache => $"{cache.Cpus} {cache.SizeKib}")).Concat(machine.Nodes.Select(node => $"{node.Cpus}")));
}
