using Passthrough.Host.Memory;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Memory;

public class MemoryReaderTests
{
    [Fact]
    public void Huge_pages_are_counted_by_size_and_node()
    {
        using var machine = new ScratchMachine();
        machine.File("/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 500 kB\nSwapTotal: 8 kB\n")
            .File("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
        Pool(machine, "/sys/kernel/mm/hugepages/hugepages-1048576kB", 2);
        Pool(machine, "/sys/kernel/mm/hugepages/hugepages-2048kB", 10);
        Pool(machine, "/sys/devices/system/node/node1/hugepages/hugepages-2048kB", 4);
        machine.File("/sys/devices/system/node/node1/meminfo", "Node 1 MemTotal:  700 kB\nNode 1 MemFree:   30 kB\n");
        var memory = Read(machine);
        Assert.Equal([new HugePagePool(2048, 10, 9, 0), new HugePagePool(1048576, 2, 1, 0)], memory.HugePages);
        Assert.Equal((1, 700L, 30L), (memory.Nodes.Single().Node, memory.Nodes.Single().TotalKib, memory.Nodes.Single().FreeKib));
        Assert.Equal([new HugePagePool(2048, 4, 3, 0)], memory.Nodes.Single().HugePages);
        Assert.Equal(("madvise", 8L), (memory.TransparentHugePages, memory.SwapTotalKib));
    }

    [Fact]
    public void Limits_of_locked_memory_are_the_processs_and_the_configured_ones_in_order()
    {
        using var machine = new ScratchMachine();
        machine.File("/proc/self/limits", "Limit                     Soft Limit           Hard Limit           Units     \nMax locked memory         8388608              unlimited            bytes     \n")
            .File("/etc/security/limits.conf", "# @kvm hard memlock 1\n@kvm\thard\tmemlock\tunlimited # all\nme soft memlock 2048\n* - nofile 5\n")
            .File("/etc/security/limits.d/20-vfio.conf", "me - memlock 4096\nme - memlock lots\n").File("/etc/security/limits.d/README", "me - memlock 1\n");
        var memory = Read(machine);
        Assert.Equal(new LockedMemoryLimit(8388608, null), memory.LockedLimit);
        Assert.Equal(
            [
                new LimitEntry("/etc/security/limits.conf", "@kvm", false, true, null),
                new LimitEntry("/etc/security/limits.conf", "me", true, false, 2048),
                new LimitEntry("/etc/security/limits.d/20-vfio.conf", "me", true, true, 4096),
            ],
            memory.ConfiguredLocks);
    }

    [Fact]
    public void A_machine_without_anything_has_nothing()
    {
        using var machine = new ScratchMachine();
        var memory = Read(machine);
        Assert.Equal((null, null, null), (memory.TotalKib, memory.TransparentHugePages, memory.LockedLimit));
        Assert.Empty(memory.HugePages);
    }

    [Fact]
    public void Rubbish_is_swallowed() => Rubbish.IsSwallowedBy(
        text => Assert.NotEqual("", $"{Limits.OfProcess(text)}{Limits.Configured("", text).Length}{HugePageFolder.SizeKib(text)}{HugePageFolder.Chosen(text)}{MemInfo.FreeKib(text)}"),
        "Max locked memory", " ", "1", "unlimited", "soft", "memlock", "-", "\n", "#", "hugepages-", "kB", "[", "]", "[]", "Node 0 ", "MemFree:");

    private static void Pool(ScratchMachine machine, string folder, int total) =>
        machine.File($"{folder}/nr_hugepages", $"{total}\n").File($"{folder}/free_hugepages", $"{total - 1}\n").File($"{folder}/surplus_hugepages", "0\n");

    private static MemoryFacts Read(ScratchMachine machine) => MemoryReader.Read(new MachineReader(machine.Roots));
}
