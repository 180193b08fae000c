using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Cpu;

public class CpuReaderTests
{
    [Fact]
    public void Performance_and_efficiency_cores_are_told_apart_by_the_kernels_lists()
    {
        using var machine = Processors.Hybrid();
        var topology = Read(machine);
        Assert.Equal(CoreKindSource.PerformanceCounters, topology.KindSource);
        Assert.Equal(("0-3", "4-7", "8-9"), (topology.OfKind(CoreKind.Performance).ToString(), topology.OfKind(CoreKind.Efficiency).ToString(), topology.OfKind(CoreKind.LowPower).ToString()));
        Assert.Equal([2, 2, 1, 1, 1, 1, 1, 1], topology.Cores.Select(core => core.Cpus.Count));
        Assert.True(topology.IsHybrid);
    }

    [Fact]
    public void Capacities_tell_kinds_and_favoured_cores_are_none()
    {
        using var machine = new ScratchMachine();
        machine.Cores(6, 1).File("/sys/devices/system/cpu/cpu0/cpu_capacity", "1024").File("/sys/devices/system/cpu/cpu1/cpu_capacity", "960")
            .File("/sys/devices/system/cpu/cpu2/cpu_capacity", "960").File("/sys/devices/system/cpu/cpu3/cpu_capacity", "610")
            .File("/sys/devices/system/cpu/cpu4/cpu_capacity", "610").File("/sys/devices/system/cpu/cpu5/cpu_capacity", "610");
        var topology = Read(machine);
        Assert.Equal((CoreKindSource.Capacity, "0-2", "3-5"), (topology.KindSource, topology.OfKind(CoreKind.Performance).ToString(), topology.OfKind(CoreKind.Efficiency).ToString()));
    }

    [Fact]
    public void Highest_frequencies_are_only_a_guess()
    {
        using var machine = new ScratchMachine();
        machine.Cores(4, 1).Policy(0, 5_400_000, "0 1").Policy(2, 4_100_000, "2 3");
        var topology = Read(machine);
        Assert.Equal((CoreKindSource.FrequencyGuess, "0-1"), (topology.KindSource, topology.OfKind(CoreKind.Performance).ToString()));
    }

    [Fact]
    public void Favoured_cores_are_of_the_same_kind()
    {
        using var machine = new ScratchMachine();
        machine.Cores(4, 1).Policy(0, 5_800_000, "0").Policy(1, 5_500_000, "1 2 3");
        var topology = Read(machine);
        Assert.Equal(CoreKindSource.None, topology.KindSource);
        Assert.All(topology.Cores, core => Assert.Equal(CoreKind.Unspecified, core.Kind));
    }

    [Theory]
    [InlineData("0-3", 5500, 5500, 5800, 5800, 4300, 4300)]
    [InlineData("0-1", 4800, 4800, 3800, 3800, 2500, 2500)]
    [InlineData("", 5083, 5083, 5083, 5083)]
    [InlineData("", 5250, 5250, 5760, 5760)]
    public void Performance_cores_are_those_above_the_first_wide_gap(string performance, params int[] megahertz)
    {
        var kinds = CoreKinds.FromSpeeds(megahertz.Select((speed, cpu) => (speed, cpu)).ToDictionary(each => each.cpu, each => (long)each.speed));
        Assert.Equal(performance, CpuSet.Of(kinds.Where(kind => kind.Value == CoreKind.Performance).Select(kind => kind.Key)).ToString());
    }

    [Fact]
    public void Lists_that_name_cpus_without_a_folder_are_of_another_machine()
    {
        using var machine = new ScratchMachine();
        machine.Cores(2, 2).File("/sys/devices/system/cpu/online", "0-223\n").File("/sys/devices/system/cpu/present", "0-223\n");
        Assert.Equal(("0-3", "0-3"), (Read(machine).Online.ToString(), Read(machine).Present.ToString()));
    }

    [Fact]
    public void An_empty_mask_of_a_cache_means_the_core()
    {
        using var machine = new ScratchMachine();
        machine.Cores(2, 2).File("/sys/devices/system/cpu/cpu0/cache/index3/level", "3\n").File("/sys/devices/system/cpu/cpu0/cache/index3/shared_cpu_map", "00000000\n");
        Assert.Equal(["0,2"], Read(machine).L3.Select(cache => cache.Cpus.ToString()));
    }

    [Fact]
    public void A_node_without_a_list_has_the_cpus_that_it_links()
    {
        using var machine = new ScratchMachine();
        machine.Cores(4, 1).File("/sys/devices/system/node/node1/cpu2/online", "1\n").File("/sys/devices/system/node/node1/cpu3/online", "1\n");
        Assert.Equal("2-3", Read(machine).Nodes.Single().Cpus.ToString());
    }

    [Fact]
    public void The_cache_die_is_the_one_with_the_larger_cache()
    {
        using var machine = Processors.CacheDie();
        var topology = Read(machine);
        Assert.Equal(["0-7,16-23"], topology.LargerL3.Select(cache => cache.Cpus.ToString()));
        Assert.Equal([98304L, 32768L], topology.L3.Select(cache => cache.SizeKib!.Value));
    }

    [Fact]
    public void Offline_isolated_and_tickless_cpus_are_named()
    {
        using var machine = new ScratchMachine();
        machine.Cores(8, 1).File("/sys/devices/system/cpu/online", "0-5\n").File("/sys/devices/system/cpu/present", "0-7\n").File("/sys/devices/system/cpu/possible", "0-15\n")
            .File("/sys/devices/system/cpu/isolated", "2-3\n").File("/sys/devices/system/cpu/nohz_full", "  (null)\n").File("/sys/devices/system/cpu/smt/control", "forceoff\n");
        var topology = Read(machine);
        Assert.Equal(
            ("0-5", "6-7", "0-15", "2-3", "", "forceoff"),
            (topology.Online.ToString(), topology.Offline.ToString(), topology.Possible?.ToString(), topology.Isolated?.ToString(), topology.NohzFull?.ToString(), topology.SmtControl));
        Assert.Equal(6, topology.Cores.Length);
    }

    [Fact]
    public void Nodes_without_cpus_and_sparse_nodes_are_kept()
    {
        using var machine = new ScratchMachine();
        machine.Cores(4, 1)
            .File("/sys/devices/system/node/node0/cpulist", "0-3\n").File("/sys/devices/system/node/node0/meminfo", "Node 0 MemTotal:       1024 kB\nNode 0 MemFree: 512 kB\n").File("/sys/devices/system/node/node0/distance", "10 21\n")
            .File("/sys/devices/system/node/node8/cpulist", "\n").File("/sys/devices/system/node/node8/meminfo", "Node 8 MemTotal:       4096 kB\n")
            .File("/sys/devices/system/node/possible", "0,8\n");
        var nodes = Read(machine).Nodes;
        Assert.Equal([(0, "0-3", 1024L), (8, "", 4096L)], nodes.Select(node => (node.Number, node.Cpus.ToString(), node.MemoryKib!.Value)));
        Assert.Equal([10, 21], nodes[0].Distances);
    }

    [Fact]
    public void Cpus_that_are_governed_alike_are_one_entry()
    {
        using var machine = new ScratchMachine();
        machine.Cores(4, 1).Policy(0, 4_000_000, "0").Policy(1, 4_000_000, "1").Policy(2, 4_000_000, "2", "performance").Policy(3, 4_000_000, "3");
        Assert.Equal([("0-1,3", "powersave"), ("2", "performance")], Read(machine).Scaling.Select(policy => (policy.Cpus.ToString(), policy.Governor!)));
    }

    [Fact]
    public void Without_topology_files_cpuinfo_speaks()
    {
        using var machine = new ScratchMachine();
        machine.File("/proc/cpuinfo", """
            processor : 0
            vendor_id : AuthenticAMD
            cpu family : 22
            model : 48
            stepping : 1
            microcode : 0x7030105
            flags : fpu svm pdpe1gb
            physical id : 0
            core id : 0

            processor : 5
            physical id : 0
            core id : 0

            processor : 9
            physical id : 1
            core id : 0
            """);
        var facts = CpuReader.Read(new MachineReader(machine.Roots));
        Assert.Equal(["0,5", "9"], facts.Topology.Cores.Select(core => core.Cpus.ToString()));
        Assert.Equal(["0,5", "9"], facts.Topology.Packages.Select(package => package.Cpus.ToString()));
        Assert.Equal((3, 22, 48, 1, "0x7030105"), (facts.OnlineCount, facts.Family, facts.ModelNumber, facts.Stepping, facts.Microcode));
        Assert.Equal((true, false, true), (facts.HasGiantPages, facts.HasX2Apic, facts.IsBeforeZen));
    }

    [Fact]
    public void A_machine_without_anything_has_nothing()
    {
        using var machine = new ScratchMachine();
        var reader = new MachineReader(machine.Roots);
        var facts = CpuReader.Read(reader);
        Assert.Empty(facts.Topology.Cores);
        Assert.Null(facts.OnlineCount);
        Assert.Empty(reader.Problems);
    }

    [Fact]
    public void Sets_that_contradict_each_other_leave_each_cpu_in_one_core()
    {
        using var machine = new ScratchMachine();
        machine.File("/sys/devices/system/cpu/online", "0-3\n")
            .File("/sys/devices/system/cpu/cpu0/topology/core_cpus_list", "0-1\n").File("/sys/devices/system/cpu/cpu1/topology/core_cpus_list", "1-2\n")
            .File("/sys/devices/system/cpu/cpu2/topology/core_cpus_list", "1-2\n").File("/sys/devices/system/cpu/cpu3/topology/core_cpus_list", "rubbish\n");
        Assert.Equal(["0-1", "2", "3"], Read(machine).Cores.Select(core => core.Cpus.ToString()));
    }

    [Theory]
    [InlineData("32768K", 32768L)]
    [InlineData("96M", 98304L)]
    [InlineData("0K", null)]
    [InlineData("", null)]
    [InlineData("K", null)]
    public void Cache_sizes_are_in_kib(string text, long? kib) => Assert.Equal(kib, CacheSize.Kib(text));

    [Fact]
    public void Small_parsers_swallow_rubbish() => Rubbish.IsSwallowedBy(
        text => Assert.NotEqual("", $"{CacheSize.Kib(text)}{FrequencyPolicies.Cpus(text)}."), "1", "K", "M", "B", " ", "-", "\n", "99999999999");

    private static CpuTopology Read(ScratchMachine machine) => CpuReader.Read(new MachineReader(machine.Roots)).Topology;
}
