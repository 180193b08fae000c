namespace Passthrough.Host.Cpu;

/// <summary>The processor, from <c>/proc/cpuinfo</c> and <c>/sys/devices/system/cpu/online</c>.</summary>
/// <param name="Vendor"><c>vendor_id</c> (GenuineIntel, AuthenticAMD); null when absent.</param>
/// <param name="Model"><c>model name</c>; null when absent.</param>
/// <param name="OnlineCount">Logical CPUs that are online; null when unknown.</param>
/// <param name="HasVirtualization">True when the flags name <c>vmx</c> or <c>svm</c>; null when the flags are unknown.</param>
/// <param name="IsUnderHypervisor">True when the flags name <c>hypervisor</c>: this machine is itself a guest; null when unknown.</param>
public sealed record CpuFacts(string? Vendor, string? Model, int? OnlineCount, bool? HasVirtualization, bool? IsUnderHypervisor)
{
    /// <summary>True for a processor of Intel's.</summary>
    public bool IsIntel => string.Equals(Vendor, "GenuineIntel", StringComparison.Ordinal);

    /// <summary>True for a processor of AMD's (or Hygon's, which is the same design).</summary>
    public bool IsAmd => Vendor is "AuthenticAMD" or "HygonGenuine";
}
