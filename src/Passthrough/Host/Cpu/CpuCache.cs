namespace Passthrough.Host.Cpu;

/// <summary>One cache and the CPUs that share it, from <c>/sys/devices/system/cpu/cpuN/cache/indexN</c>.</summary>
/// <param name="Level"><c>level</c>: 2, 3 or higher.</param>
/// <param name="Type"><c>type</c> (Unified, Data, Instruction); null when unknown.</param>
/// <param name="SizeKib"><c>size</c> in KiB; null when unknown.</param>
/// <param name="Cpus">The online CPUs of <c>shared_cpu_map</c> or <c>shared_cpu_list</c>; never empty.</param>
public sealed record CpuCache(int Level, string? Type, long? SizeKib, CpuSet Cpus);
