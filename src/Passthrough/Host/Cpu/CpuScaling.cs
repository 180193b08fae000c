namespace Passthrough.Host.Cpu;

/// <summary>How the frequency of some CPUs is governed, from <c>/sys/devices/system/cpu/cpufreq/policyN</c> (older kernels: <c>cpuN/cpufreq</c>). CPUs governed alike are one entry.</summary>
/// <param name="Cpus">The CPUs: <c>affected_cpus</c>.</param>
/// <param name="Driver"><c>scaling_driver</c> (<c>amd-pstate-epp</c>, <c>intel_pstate</c>, <c>acpi-cpufreq</c>); null when unknown.</param>
/// <param name="Governor"><c>scaling_governor</c>; null when unknown.</param>
/// <param name="EnergyPreference"><c>energy_performance_preference</c>; null when the driver has none.</param>
/// <param name="MaximumKilohertz"><c>cpuinfo_max_freq</c> in kHz; null when unknown.</param>
public sealed record CpuScaling(CpuSet Cpus, string? Driver, string? Governor, string? EnergyPreference, long? MaximumKilohertz);
