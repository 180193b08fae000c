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

        // What may run anywhere keeps off them.
        Assert.Equal("0-1", await machine.OutputAsync("sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status"));
    }
}
