namespace Passthrough.LabTests;

/// <summary>What the kernel made of the words that a person asked for besides the card.</summary>
[Collection(IsolatedCard.Name)]
public class TuningTests(IsolatedMachine machine)
{
    [Fact]
    public async Task Huge_pages_are_set_aside_and_cpus_left_alone()
    {
        Assert.Equal("32", await machine.OutputAsync("cat /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"));
        Assert.Equal("32", await machine.OutputAsync("cat /sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages"));
        Assert.Equal("16", await machine.OutputAsync("cat /sys/kernel/mm/hugepages/hugepages-2048kB/nr_overcommit_hugepages"));
        Assert.Equal("2-3", await machine.OutputAsync("cat /sys/devices/system/cpu/isolated"));
        Assert.Contains("isolcpus=2-3 nohz_full=2-3 rcu_nocbs=2-3 hugepagesz=2M hugepages=1:32", await machine.OutputAsync("cat /proc/cmdline"), StringComparison.Ordinal);

        // Work that may run anywhere keeps off them: each child says the processor that it ran on (proc(5), stat, field 39). Not Cpus_allowed, which the kernel sets to all
        // processors as soon as someone, as libvirt does for a guest, turns the cpuset controller on.
        var processors = await machine.OutputAsync("for i in 1 2 3 4 5 6 7 8; do sh -c 'n=0; while [ $n -lt 20000 ]; do n=$((n+1)); done; cut -d\" \" -f39 /proc/self/stat' & done; wait");
        Assert.Matches(@"^([01]\n){7}[01]$", processors);
    }
}
