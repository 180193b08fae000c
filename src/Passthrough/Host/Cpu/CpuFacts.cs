namespace Passthrough.Host.Cpu;

/// <summary>The processor, from <c>/proc/cpuinfo</c> and <c>/sys/devices/system/cpu</c>.</summary>
/// <param name="Vendor"><c>vendor_id</c> (GenuineIntel, AuthenticAMD); null when absent.</param>
/// <param name="Model"><c>model name</c> (LoongArch: <c>Model Name</c>; POWER and SPARC: <c>cpu</c>; old Arm kernels: <c>Processor</c>); null when absent.</param>
/// <param name="OnlineCount">Logical CPUs that are online; null when unknown.</param>
/// <param name="HasVirtualization">True when the flags name <c>vmx</c> or <c>svm</c>; null when the flags are unknown.</param>
/// <param name="IsUnderHypervisor">True when the flags name <c>hypervisor</c>: this machine is itself a guest; null when unknown.</param>
public sealed record CpuFacts(string? Vendor, string? Model, int? OnlineCount, bool? HasVirtualization, bool? IsUnderHypervisor)
{
    private const int FamilyOfZen = 0x17;

    /// <summary><c>cpu family</c> as the kernel counts it; null when absent.</summary>
    public int? Family { get; init; }

    /// <summary><c>model</c>, the number; null when absent.</summary>
    public int? ModelNumber { get; init; }

    /// <summary><c>stepping</c>; null when absent.</summary>
    public int? Stepping { get; init; }

    /// <summary><c>microcode</c> revision as the kernel writes it (<c>0xf4</c>); null when absent.</summary>
    public string? Microcode { get; init; }

    /// <summary>True when the flags name <c>pdpe1gb</c>: pages of 1 GiB; null when the flags are unknown.</summary>
    public bool? HasGiantPages { get; init; }

    /// <summary>True when the flags name <c>x2apic</c>; null when the flags are unknown.</summary>
    public bool? HasX2Apic { get; init; }

    /// <summary>Packages, cores, caches and nodes.</summary>
    public CpuTopology Topology { get; init; } = CpuTopology.Unknown;

    /// <summary>True for a processor of Intel's.</summary>
    public bool IsIntel => string.Equals(Vendor, "GenuineIntel", StringComparison.Ordinal);

    /// <summary>True for a processor of AMD's (or Hygon's, which is the same design).</summary>
    public bool IsAmd => Vendor is "AuthenticAMD" or "HygonGenuine";

    /// <summary>True for a processor of AMD's from before Zen, on which nested page tables cost graphics performance; null when it is AMD's and the family is unknown.</summary>
    public bool? IsBeforeZen => IsAmd ? Family < FamilyOfZen : false;
}
