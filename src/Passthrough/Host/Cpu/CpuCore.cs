namespace Passthrough.Host.Cpu;

/// <summary>One physical core with its threads.</summary>
/// <param name="Id"><c>topology/core_id</c>; unique only within a die or package; null when unknown.</param>
/// <param name="PackageId"><c>topology/physical_package_id</c>; null when unknown (the kernel's -1 too).</param>
/// <param name="DieId"><c>topology/die_id</c>; null when unknown.</param>
/// <param name="ClusterId"><c>topology/cluster_id</c>; null when unknown or when there are no clusters.</param>
/// <param name="Cpus">The online threads: <c>topology/core_cpus</c>, <c>thread_siblings</c>, their lists, or <c>/proc/cpuinfo</c>; never empty.</param>
/// <param name="Kind">The kind of core.</param>
public sealed record CpuCore(int? Id, int? PackageId, int? DieId, int? ClusterId, CpuSet Cpus, CoreKind Kind = CoreKind.Unspecified);
