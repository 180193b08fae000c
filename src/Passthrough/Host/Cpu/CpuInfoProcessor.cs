namespace Passthrough.Host.Cpu;

/// <summary>One processor of <c>/proc/cpuinfo</c>, with what it says about its place.</summary>
/// <param name="Number"><c>processor</c> (s390: <c>cpu number</c>).</param>
/// <param name="PackageId"><c>physical id</c> (LoongArch: <c>package</c>); null when absent.</param>
/// <param name="CoreId"><c>core id</c> (LoongArch: <c>core</c>); null when absent.</param>
public sealed record CpuInfoProcessor(int Number, int? PackageId, int? CoreId);
