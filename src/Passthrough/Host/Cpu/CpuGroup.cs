namespace Passthrough.Host.Cpu;

/// <summary>Online CPUs that belong together: a package, a die or a cluster.</summary>
/// <param name="Id">The kernel's number of it, which need not begin at 0 nor be unique; null when unknown.</param>
/// <param name="Cpus">The online CPUs; never empty.</param>
public sealed record CpuGroup(int? Id, CpuSet Cpus);
