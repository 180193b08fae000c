namespace Passthrough.Host.Cpu;

/// <summary>Where the kinds of the cores are known from.</summary>
public enum CoreKindSource
{
    /// <summary>Nothing tells kinds apart.</summary>
    None,

    /// <summary>The kernel's counters of each kind: <c>/sys/devices/cpu_core/cpus</c>, <c>cpu_atom/cpus</c>, <c>cpu_lowpower/cpus</c>.</summary>
    PerformanceCounters,

    /// <summary>The kernel's capacities: <c>/sys/devices/system/cpu/cpuN/cpu_capacity</c>.</summary>
    Capacity,

    /// <summary>A guess from the highest frequencies (<c>cpufreq/policyN/cpuinfo_max_freq</c>): never the only reason for anything that cannot be taken back.</summary>
    FrequencyGuess,
}
