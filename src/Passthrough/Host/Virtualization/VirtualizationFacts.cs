using System.Collections.Immutable;

namespace Passthrough.Host.Virtualization;

/// <summary>What is there to run guests with.</summary>
/// <param name="HasKvmDevice">True when <c>/dev/kvm</c> exists; null when <c>/dev</c> is absent.</param>
/// <param name="KvmModule">The loaded module (<c>kvm_intel</c>, <c>kvm_amd</c>); null when none is loaded.</param>
/// <param name="QemuPath">The machine's own path of <c>qemu-system-x86_64</c>; null when not installed.</param>
/// <param name="HasLibvirtDaemon">True when a libvirt daemon (<c>libvirtd</c> or <c>virtqemud</c>) is installed.</param>
/// <param name="OvmfDescriptors">The descriptors of UEFI for x86-64 guests (<c>/etc/qemu/firmware</c>, <c>/usr/share/qemu/firmware</c>) by path, the first to be preferred; empty when none.</param>
/// <param name="LoadedVfioModules">The loaded modules whose names begin with <c>vfio</c> (<c>/proc/modules</c>).</param>
public sealed record VirtualizationFacts(
    bool? HasKvmDevice,
    string? KvmModule,
    string? QemuPath,
    bool HasLibvirtDaemon,
    ImmutableArray<string> OvmfDescriptors,
    ImmutableArray<string> LoadedVfioModules)
{
    /// <summary>Nothing is known.</summary>
    public static VirtualizationFacts None { get; } = new(null, null, null, HasLibvirtDaemon: false, [], []);

    /// <summary>True when this user may open <c>/dev/kvm</c> for reading and writing (access(2)); null for a machine that is not the running one, or without the node.</summary>
    public bool? CanUseKvm { get; init; }

    /// <summary>
    /// The parameters that matter to guests, of those modules that are loaded or built in: <c>kvm</c> (<c>ignore_msrs</c>, <c>report_ignored_msrs</c>, <c>halt_poll_ns</c>), <c>kvm_amd</c> (<c>npt</c>,
    /// <c>nested</c>, <c>avic</c>, <c>sev</c>), <c>kvm_intel</c> (<c>ept</c>, <c>nested</c>, <c>enable_apicv</c>), <c>vfio_iommu_type1</c> (<c>allow_unsafe_interrupts</c>, <c>dma_entry_limit</c>), <c>vfio_pci</c>
    /// (<c>ids</c>, <c>disable_vga</c>, <c>disable_idle_d3</c>, <c>enable_sriov</c>), <c>vfio</c> (<c>enable_unsafe_noiommu_mode</c>).
    /// </summary>
    public ImmutableArray<ModuleParameter> Parameters { get; init; } = [];

    /// <summary>libvirt's daemons, sockets and configuration.</summary>
    public LibvirtFacts Libvirt { get; init; } = LibvirtFacts.None;

    /// <summary>The version of QEMU's package as the package manager writes it (<c>/var/lib/dpkg/status</c>, <c>/var/lib/pacman/local</c>, <c>/var/db/pkg</c>); null where it cannot be known without starting a program.</summary>
    public string? QemuVersion { get; init; }

    /// <summary>The version of libvirt's package, likewise.</summary>
    public string? LibvirtVersion { get; init; }

    /// <summary>
    /// The loaded modules beside VFIO and KVM that a passed card is about (<c>/proc/modules</c>): NVIDIA's, <c>nouveau</c>, <c>amdgpu</c>, <c>radeon</c>, <c>i915</c>, <c>xe</c>, <c>vendor_reset</c>,
    /// <c>kvmfr</c>, <c>pci_stub</c>, <c>br_netfilter</c>, <c>vhost_net</c>, <c>zfs</c>.
    /// </summary>
    public ImmutableArray<string> CardModules { get; init; } = [];

    /// <summary>True when <c>/dev/kvmfr0</c>, Looking Glass's shared memory, is there.</summary>
    public bool HasKvmfrDevice { get; init; }

    /// <summary>Looking Glass's memory, as a file or as the module's node; empty when there is none.</summary>
    public ImmutableArray<SharedMemory> SharedMemory { get; init; } = [];

    /// <summary>The machine's own path of virtiofsd, which serves shared folders; null when it is not installed.</summary>
    public string? VirtiofsdPath { get; init; }

    /// <summary>True when ddcutil, which switches monitors, is installed (<c>/usr/bin/ddcutil</c>).</summary>
    public bool HasDdcutil { get; init; }

    /// <summary>True when the module i2c-dev, by which programs reach monitors, is there (<c>/sys/class/i2c-dev</c>).</summary>
    public bool HasI2cDevices { get; init; }

    /// <summary>True when Looking Glass's client is installed (<c>/usr/bin/looking-glass-client</c>).</summary>
    public bool HasLookingGlass { get; init; }

    /// <summary>A module's parameter; null when the module is not loaded or does not have it.</summary>
    public ModuleParameter? Parameter(string module, string name) =>
        Parameters.FirstOrDefault(parameter => string.Equals(parameter.Module, module, StringComparison.Ordinal) && string.Equals(parameter.Name, name, StringComparison.Ordinal));
}
