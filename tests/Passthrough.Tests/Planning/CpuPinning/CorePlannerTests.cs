using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Failures;
using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;
using Passthrough.Planning.CpuPinning;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Planning.CpuPinning;

public class CorePlannerTests
{
    [Fact]
    public void The_guest_gets_the_die_with_the_larger_cache()
    {
        using var machine = Processors.CacheDie();
        var plan = CorePlanner.Propose(Read(machine));
        Assert.Equal(("0-7,16-23", "8-15,24-31"), (plan.GuestCpus.ToString(), plan.HostCpus.ToString()));
        Assert.Equal([CorePlanReason.WholeCaches, CorePlanReason.LargerCache], plan.Reasons);
    }

    [Fact]
    public void The_guest_gets_the_performance_cores()
    {
        using var machine = Processors.Hybrid();
        var plan = CorePlanner.Propose(Read(machine));
        Assert.Equal(("0-3", "4-9"), (plan.GuestCpus.ToString(), plan.HostCpus.ToString()));
        Assert.Equal([CorePlanReason.SharedCache, CorePlanReason.PerformanceCores], plan.Reasons);
    }

    [Fact]
    public void More_cores_than_performance_cores_are_of_mixed_kinds()
    {
        using var machine = Processors.Hybrid();
        var plan = CorePlanner.Propose(Read(machine), 4);
        Assert.Equal("0-3,6-7", plan.GuestCpus.ToString());
        Assert.Contains(CorePlanReason.MixedKinds, plan.Reasons);
    }

    [Theory]
    [InlineData(0, "8-63,136-191", CorePlanReason.NearCard)]
    [InlineData(1, "64-127,192-255", CorePlanReason.NearCard)]
    public void Cores_near_the_card_come_first(int node, string guest, CorePlanReason reason)
    {
        using var machine = Processors.Large();
        var plan = CorePlanner.Propose(Read(machine), node == 0 ? 56 : 64, node);
        Assert.Equal(guest, plan.GuestCpus.ToString());
        Assert.Equal([CorePlanReason.WholeCaches, reason], plan.Reasons);
    }

    [Fact]
    public void Without_a_card_the_guest_gets_a_node_away_from_the_first_cpu()
    {
        using var machine = Processors.Large();
        var plan = CorePlanner.Propose(Read(machine));
        Assert.Equal(("64-127,192-255", "0-63,128-191"), (plan.GuestCpus.ToString(), plan.HostCpus.ToString()));
        Assert.Equal([CorePlanReason.WholeCaches], plan.Reasons);
    }

    [Fact]
    public void A_number_of_its_own_accord_never_spans_nodes()
    {
        using var machine = new ScratchMachine();
        machine.Cores(12, 1);
        foreach (var first in new[] { 0, 2, 4, 6, 8, 10 })
        {
            machine.L3($"{first}-{first + 1}", 8, first, first + 1);
        }

        machine.File("/sys/devices/system/node/node0/cpulist", "0-3\n").File("/sys/devices/system/node/node1/cpulist", "4-7\n").File("/sys/devices/system/node/node2/cpulist", "8-11\n");
        Assert.Equal("4-7", CorePlanner.Propose(Read(machine)).GuestCpus.ToString());
    }

    [Fact]
    public void Cores_that_are_isolated_already_stay_the_guests()
    {
        using var machine = new ScratchMachine();
        machine.Cores(4, 2).File("/sys/devices/system/cpu/isolated", "1-2,5-7\n");
        var plan = CorePlanner.Propose(Read(machine));
        Assert.Equal("1-2,5-6", plan.GuestCpus.ToString());
        Assert.Equal([CorePlanReason.AlreadyIsolated], plan.Reasons);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "1")]
    [InlineData(4, "1-3")]
    [InlineData(8, "2-7")]
    public void Equal_cores_are_shared_out_with_a_quarter_for_the_host(int cores, string guest)
    {
        using var machine = new ScratchMachine();
        Assert.Equal(guest, CorePlanner.Propose(Read(machine.Cores(cores, 1))).GuestCpus.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-3)]
    public void The_host_always_keeps_a_core(int asked)
    {
        using var machine = new ScratchMachine();
        var refusal = Assert.Throws<InvalidInputException>(() => CorePlanner.Propose(Read(machine.Cores(4, 1)), asked));
        Assert.Contains("1 to 3", refusal.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void On_any_machine_every_core_goes_to_exactly_one_side_and_the_host_has_one() => Prop.ForAll(
        Machines().ToArbitrary(),
        topology =>
        {
            for (var asked = 0; asked < topology.Cores.Length; asked++)
            {
                var plan = CorePlanner.Propose(topology, asked == 0 ? null : asked, cardNode: asked % 3);
                Assert.Equal(topology.Cores, plan.HostCores.Concat(plan.GuestCores).OrderBy(core => core.Cpus.First));
                Assert.NotEmpty(plan.HostCores);
                Assert.InRange(plan.GuestCores.Length, asked, Math.Max(asked, topology.Cores.Length - 1));
                Assert.Equal(asked == 0 ? plan.GuestCores.Length : asked, plan.GuestCores.Length);
            }
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    private static Gen<CpuTopology> Machines() =>
        from kinds in Gen.Elements(Enum.GetValues<CoreKind>()).NonEmptyListOf()
        from cacheCores in Gen.Choose(1, 9)
        from size in Gen.Choose(1, 3)
        let cores = kinds.Select((kind, index) => new CpuCore(index, 0, null, null, CpuSet.Of(index, index + kinds.Count), kind)).ToImmutableArray()
        select new CpuTopology
        {
            Online = CpuSet.Of(cores.SelectMany(core => core.Cpus)),
            Cores = cores,
            Caches = [.. cores.Chunk(cacheCores).Select((part, index) => new CpuCache(3, "Unified", (index % size) + 1, CpuSet.Of(part.SelectMany(core => core.Cpus))))],
            Nodes = [new NumaNode(0, CpuSet.Of(0, 1, 2), null, [10, 20]), new NumaNode(1, CpuSet.Of(3, 4), null, [20, 10])],
        };

    private static CpuTopology Read(ScratchMachine machine) => CpuReader.Read(new MachineReader(machine.Roots)).Topology;
}
