using FsCheck;
using FsCheck.Fluent;
using Passthrough.Failures;
using Passthrough.Guests.Pinning;
using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Guests.Pinning;

public class PinningPlannerTests
{
    [Fact]
    public void The_guest_gets_the_die_with_the_larger_cache()
    {
        using var machine = Processors.CacheDie();
        var plan = PinningPlanner.Plan(Read(machine), new PinningRequest());
        Assert.Equal(("0-7,16-23", "8-15,24-31"), (plan.GuestCpus.ToString(), plan.HostCpus.ToString()));
        Assert.Equal([PinningReason.WholeCaches, PinningReason.LargerCache, PinningReason.FirstCore], plan.Reasons);
    }

    [Fact]
    public void The_guest_gets_the_performance_cores()
    {
        using var machine = Processors.Hybrid();
        var plan = PinningPlanner.Plan(Read(machine), new PinningRequest());
        Assert.Equal(("0-3", "4-9"), (plan.GuestCpus.ToString(), plan.HostCpus.ToString()));
        Assert.Equal([PinningReason.SharedCache, PinningReason.PerformanceCores, PinningReason.FirstCore], plan.Reasons);
    }

    [Fact]
    public void More_cores_than_performance_cores_are_of_mixed_kinds()
    {
        using var machine = Processors.Hybrid();
        var plan = PinningPlanner.Plan(Read(machine), new PinningRequest { Cores = 4 });
        Assert.Equal("0-3,6-7", plan.GuestCpus.ToString());
        Assert.Contains(PinningReason.MixedKinds, plan.Reasons);
    }

    [Theory]
    [InlineData(0, "8-63,136-191", PinningReason.NearCard)]
    [InlineData(1, "64-127,192-255", PinningReason.NearCard)]
    public void Cores_near_the_card_come_first(int node, string guest, PinningReason reason)
    {
        using var machine = Processors.Large();
        var plan = PinningPlanner.Plan(Read(machine), new PinningRequest { Cores = node == 0 ? 56 : 64, CardNode = node });
        Assert.Equal(guest, plan.GuestCpus.ToString());
        Assert.Equal([PinningReason.WholeCaches, reason], plan.Reasons);
    }

    [Fact]
    public void Without_a_card_the_guest_gets_a_node_away_from_the_first_cpu()
    {
        using var machine = Processors.Large();
        var plan = PinningPlanner.Plan(Read(machine), new PinningRequest());
        Assert.Equal(("64-127,192-255", "0-63,128-191"), (plan.GuestCpus.ToString(), plan.HostCpus.ToString()));
        Assert.Equal([PinningReason.WholeCaches], plan.Reasons);
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
        Assert.Equal("4-7", PinningPlanner.Plan(Read(machine), new PinningRequest()).GuestCpus.ToString());
    }

    [Fact]
    public void Cores_that_are_isolated_already_stay_the_guests()
    {
        using var machine = new ScratchMachine();
        machine.Cores(4, 2).File("/sys/devices/system/cpu/isolated", "1-2,5-7\n");
        var plan = PinningPlanner.Plan(Read(machine), new PinningRequest());
        Assert.Equal("1-2,5-6", plan.GuestCpus.ToString());
        Assert.Equal([PinningReason.AlreadyIsolated], plan.Reasons);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "1")]
    [InlineData(4, "1-3")]
    [InlineData(8, "2-7")]
    public void Equal_cores_are_shared_out_with_a_quarter_for_the_host(int cores, string guest)
    {
        using var machine = new ScratchMachine();
        Assert.Equal(guest, PinningPlanner.Plan(Read(machine.Cores(cores, 1)), new PinningRequest()).GuestCpus.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-3)]
    public void The_host_always_keeps_a_core(int asked)
    {
        using var machine = new ScratchMachine();
        var refusal = Assert.Throws<InvalidInputException>(() => PinningPlanner.Plan(Read(machine.Cores(4, 1)), new PinningRequest { Cores = asked }));
        Assert.Contains("1 to 3", refusal.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cpu_goes_to_exactly_one_side_and_the_map_mirrors_the_hosts_cores() => Prop.ForAll(
        RandomProcessors.Machines().ToArbitrary(),
        facts =>
        {
            foreach (var request in Requests(facts.Topology))
            {
                var pinning = PinningPlanner.Plan(facts, request);
                AssertWhole(facts.Topology, request, pinning);
                Assert.NotEmpty(pinning.HostCores);
                Assert.Equal(request.Cores ?? pinning.GuestCores.Length, pinning.GuestCores.Length);
                Assert.DoesNotContain(PinningReason.SplitCores, pinning.Reasons);
            }
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void Any_list_of_cpus_that_leaves_one_to_the_host_is_kept() => Prop.ForAll(
        (from facts in RandomProcessors.Machines() from bits in Gen.Choose(1, (1 << facts.Topology.Online.Count) - 2) select (facts, cpus: CpuSet.Of(facts.Topology.Online.Where((_, index) => (bits & (1 << index)) != 0)))).ToArbitrary(),
        each =>
        {
            var topology = each.facts.Topology;
            var request = new PinningRequest { Cpus = each.cpus, IoThreads = 2 };
            var pinning = PinningPlanner.Plan(each.facts, request);
            AssertWhole(topology, request, pinning);
            Assert.Equal(each.cpus, pinning.GuestCpus);
            Assert.Equal(topology.Cores.Any(core => core.Cpus.Overlaps(each.cpus) && !core.Cpus.IsSubsetOf(each.cpus)), pinning.Reasons.Contains(PinningReason.SplitCores));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Theory]
    [InlineData("", "no CPU is named")]
    [InlineData("3,40-47", "no CPU 40-47")]
    [InlineData("3,10", "CPU 10 is switched off")]
    [InlineData("0-9", "all that this machine has")]
    public void A_list_that_cannot_be_is_refused(string list, string what)
    {
        using var machine = Processors.Hybrid();
        machine.File("/sys/devices/system/cpu/present", "0-11\n").File("/sys/devices/system/cpu/cpu10/online", "0\n").File("/sys/devices/system/cpu/cpu11/online", "0\n");
        var refusal = Assert.Throws<InvalidInputException>(() => PinningPlanner.Plan(Read(machine), new PinningRequest { Cpus = CpuSet.FromList(list) }));
        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_ways_to_say_it_at_once_and_fewer_than_no_threads_are_refused()
    {
        using var machine = Processors.CacheDie();
        Assert.Throws<InvalidInputException>(() => PinningPlanner.Plan(Read(machine), new PinningRequest { Cores = 4, CacheDomain = 1 }));
        Assert.Throws<InvalidInputException>(() => PinningPlanner.Plan(Read(machine), new PinningRequest { IoThreads = -1 }));
    }

    [Fact]
    public void A_cache_is_named_by_its_place_in_the_order_of_first_cpus()
    {
        using var machine = Processors.CacheDie();
        Assert.Equal("8-15,24-31", PinningPlanner.Plan(Read(machine), new PinningRequest { CacheDomain = 1 }).GuestCpus.ToString());
        Assert.Contains("0 to 1", Assert.Throws<InvalidInputException>(() => PinningPlanner.Plan(Read(machine), new PinningRequest { CacheDomain = 2 })).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_of_all_cores_is_refused()
    {
        using var machine = new ScratchMachine();
        Assert.Throws<InvalidInputException>(() => PinningPlanner.Plan(Read(machine.Cores(4, 1).L3("0-3", 8, 0, 1, 2, 3)), new PinningRequest { CacheDomain = 0 }));
    }

    [Fact]
    public void Siblings_of_a_core_are_neighbours_in_the_guest_and_need_topoext_on_amd()
    {
        using var machine = Processors.CacheDie();
        var pinning = PinningPlanner.Plan(Read(machine), new PinningRequest { Cores = 3, IoThreads = 2 });
        Assert.Equal([5, 21, 6, 22, 7, 23], pinning.Vcpus);
        Assert.Equal(new GuestTopology(1, 1, 3, 2), pinning.Topology);
        Assert.True(pinning.NeedsTopoext);
        Assert.Equal("0-4,8-20,24-31", pinning.EmulatorCpus.ToString());
        Assert.Equal(["1,17", "2,18"], pinning.IoThreads.Select(cpus => cpus.ToString()));
    }

    [Fact]
    public void One_thread_of_each_core_leaves_the_others_idle()
    {
        using var machine = Processors.CacheDie();
        var pinning = PinningPlanner.Plan(Read(machine), new PinningRequest { CacheDomain = 1, HasOneThreadPerCore = true });
        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15], pinning.Vcpus);
        Assert.Equal(("0-7,16-23", "8-15,24-31"), (pinning.EmulatorCpus.ToString(), pinning.GuestCpus.ToString()));
        Assert.Equal(new GuestTopology(1, 1, 8, 1), pinning.Topology);
        Assert.False(pinning.NeedsTopoext);
        Assert.Contains(PinningReason.OneThreadPerCore, pinning.Reasons);
    }

    [Fact]
    public void Cores_with_and_without_siblings_are_all_shown_as_cores()
    {
        using var machine = Processors.Hybrid();
        var pinning = PinningPlanner.Plan(Read(machine), new PinningRequest { Cores = 4 });
        Assert.Equal(new GuestTopology(1, 1, 6, 1), pinning.Topology);
        Assert.Contains(PinningReason.UnevenThreads, pinning.Reasons);
        Assert.Equal("4-5", pinning.EmulatorCpus.ToString());
    }

    [Theory]
    [InlineData(16, 1, 2, 8, true)]
    [InlineData(12, 1, 1, 12, false)]
    [InlineData(120, 1, 15, 8, true)]
    public void Caches_with_equally_many_cores_of_the_guest_are_dies(int cores, int sockets, int dies, int each, bool isWhole)
    {
        using var machine = Processors.Large();
        var pinning = PinningPlanner.Plan(Read(machine), new PinningRequest { Cores = cores, CardNode = 1 });
        Assert.Equal(new GuestTopology(sockets, dies, each, 2), pinning.Topology);
        Assert.Equal(isWhole, !pinning.Reasons.Contains(PinningReason.UnevenCaches));
    }

    [Fact]
    public void Packages_with_equally_many_cores_of_the_guest_are_sockets()
    {
        using var machine = Processors.Large();
        var pinning = PinningPlanner.Plan(Read(machine), new PinningRequest { Cpus = CpuSet.FromList("56-71,184-199") });
        Assert.Equal(new GuestTopology(2, 1, 8, 2), pinning.Topology);
        Assert.Equal(["0: 0-15", "1: 16-31"], pinning.Nodes.Select(node => $"{node.MemoryNode}: {node.Vcpus}"));
        Assert.Contains(PinningReason.SeveralSockets, pinning.Reasons);
    }

    [Fact]
    public void A_node_without_memory_is_served_by_the_nearest_that_has_some()
    {
        var facts = RandomProcessors.Server(caches: 4, coresOfCache: 4, nodes: 4);
        var nodes = facts.Topology.Nodes.Select(node => node with { MemoryKib = node.Number % 2 == 0 ? 1024 : 0, Distances = [.. Enumerable.Range(0, 4).Select(other => 10 + Math.Abs(other - node.Number))] });
        var pinning = PinningPlanner.Plan(facts with { Topology = facts.Topology with { Nodes = [.. nodes] } }, new PinningRequest { Cores = 4, CardNode = 3 });
        Assert.Equal([new PinnedNode(3, 2, CpuSet.Of(0, 1, 2, 3))], pinning.Nodes);
        Assert.Equal("8-11", pinning.EmulatorCpus.ToString());
        Assert.Contains(PinningReason.NodeWithoutMemory, pinning.Reasons);
    }

    [Fact]
    public void More_io_threads_than_cores_for_them_take_turns()
    {
        using var machine = new ScratchMachine();
        var pinning = PinningPlanner.Plan(Read(machine.Cores(4, 2)), new PinningRequest { Cores = 2, IoThreads = 3 });
        Assert.Equal(["1,5", "0,4", "1,5"], pinning.IoThreads.Select(cpus => cpus.ToString()));
        Assert.Contains(PinningReason.SharedThreadCores, pinning.Reasons);
    }

    private static IEnumerable<PinningRequest> Requests(CpuTopology topology) =>
        Enumerable.Range(1, topology.Cores.Length - 1).Select(cores => new PinningRequest { Cores = cores, IoThreads = cores % 3, CardNode = cores % 4, HasOneThreadPerCore = cores % 2 == 0 })
            .Prepend(new PinningRequest());

    private static void AssertWhole(CpuTopology topology, PinningRequest request, GuestPinning pinning)
    {
        Assert.Equal(topology.Online, pinning.HostCpus.Union(pinning.GuestCpus));
        Assert.False(pinning.HostCpus.Overlaps(pinning.GuestCpus));
        Assert.Equal(topology.Cores, pinning.HostCores.Concat(pinning.GuestCores).OrderBy(core => core.Cpus.First));
        Assert.Equal(pinning.Vcpus.Length, pinning.Topology!.Vcpus);
        Assert.Equal(pinning.Vcpus.Length, pinning.Vcpus.Distinct().Count());
        Assert.True(CpuSet.Of(pinning.Vcpus).IsSubsetOf(pinning.GuestCpus));
        Assert.Equal(request.HasOneThreadPerCore ? pinning.GuestCores.Length : pinning.GuestCpus.Count, pinning.Vcpus.Length);
        Assert.All(pinning.Vcpus.Chunk(pinning.Topology.Threads), threads => Assert.Single(topology.Cores, core => threads.All(core.Cpus.Contains)));
        Assert.All(
            pinning.Vcpus.Chunk(pinning.Topology.Threads * pinning.Topology.Cores),
            die => Assert.True(pinning.Topology.Dies == 1 || topology.L3.Count(cache => die.Any(cache.Cpus.Contains)) == 1));
        Assert.All(pinning.IoThreads.Append(pinning.EmulatorCpus), cpus => Assert.True(!cpus.IsEmpty && cpus.IsSubsetOf(pinning.HostCpus)));
        Assert.Equal(request.IoThreads, pinning.IoThreads.Length);
        Assert.All(pinning.Nodes, node => Assert.All(node.Vcpus, vcpu => Assert.Contains(pinning.Vcpus[vcpu], topology.Nodes.Single(host => host.Number == node.HostNode).Cpus)));
    }

    private static CpuFacts Read(ScratchMachine machine) => CpuReader.Read(new MachineReader(machine.Roots));
}
