namespace Passthrough.Tests.Machines;

/// <summary>Processors made for tests.</summary>
internal static class Processors
{
    private const string Cpu = "/sys/devices/system/cpu";

    /// <summary>Cores whose threads are as far apart as there are cores, in one package.</summary>
    public static ScratchMachine Cores(this ScratchMachine machine, int cores, int threads)
    {
        var count = cores * threads;
        machine.File($"{Cpu}/online", $"0-{count - 1}\n");
        for (var cpu = 0; cpu < count; cpu++)
        {
            machine.Thread(cpu, string.Join(',', Enumerable.Range(0, threads).Select(thread => (cpu % cores) + (thread * cores))), $"0-{count - 1}", cpu % cores);
        }

        return machine;
    }

    /// <summary>One CPU with its core and package.</summary>
    public static ScratchMachine Thread(this ScratchMachine machine, int cpu, string core, string package, int coreId, int packageId = 0) => machine
        .File($"{Cpu}/cpu{cpu}/topology/core_cpus_list", core + "\n").File($"{Cpu}/cpu{cpu}/topology/package_cpus_list", package + "\n")
        .File($"{Cpu}/cpu{cpu}/topology/core_id", $"{coreId}\n").File($"{Cpu}/cpu{cpu}/topology/physical_package_id", $"{packageId}\n");

    /// <summary>An L3 cache of some CPUs.</summary>
    public static ScratchMachine L3(this ScratchMachine machine, string list, int mebibytes, params IEnumerable<int> cpus)
    {
        foreach (var cpu in cpus)
        {
            machine.File($"{Cpu}/cpu{cpu}/cache/index3/level", "3\n").File($"{Cpu}/cpu{cpu}/cache/index3/type", "Unified\n")
                .File($"{Cpu}/cpu{cpu}/cache/index3/size", $"{mebibytes * 1024}K\n").File($"{Cpu}/cpu{cpu}/cache/index3/shared_cpu_list", list + "\n");
        }

        return machine;
    }

    /// <summary>A frequency policy.</summary>
    public static ScratchMachine Policy(this ScratchMachine machine, int number, int maximum, string cpus, string governor = "powersave") => machine
        .File($"{Cpu}/cpufreq/policy{number}/affected_cpus", cpus + "\n").File($"{Cpu}/cpufreq/policy{number}/cpuinfo_max_freq", $"{maximum}\n")
        .File($"{Cpu}/cpufreq/policy{number}/scaling_governor", governor + "\n").File($"{Cpu}/cpufreq/policy{number}/scaling_driver", "amd-pstate-epp\n")
        .File($"{Cpu}/cpufreq/policy{number}/energy_performance_preference", "balance_performance\n");

    /// <summary>Two dies of eight cores, the first with 3D V-Cache.</summary>
    public static ScratchMachine CacheDie() => new ScratchMachine()
        .File("/proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel name\t: AMD Ryzen 9 7950X3D 16-Core Processor\nflags\t\t: svm\n")
        .Cores(16, 2)
        .L3("0-7,16-23", 96, [.. Enumerable.Range(0, 8), .. Enumerable.Range(16, 8)])
        .L3("8-15,24-31", 32, [.. Enumerable.Range(8, 8), .. Enumerable.Range(24, 8)])
        .Policy(0, 5_250_000, string.Join(' ', Enumerable.Range(0, 32)));

    /// <summary>Two P cores with two threads, four E cores, and two low-power cores outside the L3.</summary>
    public static ScratchMachine Hybrid()
    {
        var machine = new ScratchMachine()
            .File("/proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Core(TM) Ultra 5 115U\nflags\t\t: vmx\n")
            .File($"{Cpu}/online", "0-9\n").File("/sys/devices/cpu_core/cpus", "0-3\n").File("/sys/devices/cpu_atom/cpus", "4-9\n").File("/sys/devices/cpu_lowpower/cpus", "8-9\n");
        for (var cpu = 0; cpu < 10; cpu++)
        {
            machine.Thread(cpu, cpu < 4 ? $"{cpu & ~1}-{cpu | 1}" : $"{cpu}", "0-9", (cpu < 4 ? cpu & ~1 : cpu) * 4);
        }

        return machine.L3("0-7", 10, Enumerable.Range(0, 8));
    }

    /// <summary>Two packages of 64 cores with two threads, eight L3 caches each, one node a package.</summary>
    public static ScratchMachine Large()
    {
        var machine = new ScratchMachine().File("/proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC 7713 64-Core Processor\nflags\t\t: svm\n").File($"{Cpu}/online", "0-255\n");
        for (var cpu = 0; cpu < 256; cpu++)
        {
            var package = cpu % 128 / 64;
            var first = cpu % 128 / 8 * 8;
            machine.Thread(cpu, $"{cpu % 128},{(cpu % 128) + 128}", $"{package * 64}-{(package * 64) + 63},{(package * 64) + 128}-{(package * 64) + 191}", cpu % 64, package)
                .L3($"{first}-{first + 7},{first + 128}-{first + 135}", 32, cpu);
        }

        return machine.File("/sys/devices/system/node/node0/cpulist", "0-63,128-191\n").File("/sys/devices/system/node/node0/distance", "10 32\n")
            .File("/sys/devices/system/node/node1/cpulist", "64-127,192-255\n").File("/sys/devices/system/node/node1/distance", "32 10\n");
    }
}
