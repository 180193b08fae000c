using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Passthrough.Host.Boot;
using Passthrough.Host.Cpu;
using Passthrough.Host.Display;
using Passthrough.Host.Distribution;
using Passthrough.Host.Firmware;
using Passthrough.Host.Iommu;
using Passthrough.Host.Memory;
using Passthrough.Host.Network;
using Passthrough.Host.Packages;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Roms;
using Passthrough.Host.Security;
using Passthrough.Host.Storage;
using Passthrough.Host.Usb;
using Passthrough.Host.Virtualization;

namespace Passthrough.Host;

/// <summary>Everything known about one machine at one moment. Immutable; what is absent is null or empty, what is unreadable is in <paramref name="Problems"/>.</summary>
/// <param name="Pci">PCI functions.</param>
/// <param name="Iommu">IOMMU and groups.</param>
/// <param name="Display">Graphics cards.</param>
/// <param name="Cpu">Processor.</param>
/// <param name="Memory">Memory.</param>
/// <param name="Firmware">UEFI and machine names.</param>
/// <param name="Boot">Boot loader, kernels, initramfs.</param>
/// <param name="Distribution">Distribution.</param>
/// <param name="Virtualization">KVM, QEMU, libvirt.</param>
/// <param name="Problems">What was there and could not be read.</param>
public sealed record HostFacts(
    PciFacts Pci,
    IommuFacts Iommu,
    DisplayFacts Display,
    CpuFacts Cpu,
    MemoryFacts Memory,
    FirmwareFacts Firmware,
    BootFacts Boot,
    DistributionFacts Distribution,
    VirtualizationFacts Virtualization,
    ImmutableArray<ReadProblem> Problems)
{
    /// <summary>USB controllers, ports, devices, keyboards and mice.</summary>
    public UsbFacts Usb { get; init; } = UsbFacts.None;
    /// <summary>Disks, what is on them and what uses them.</summary>
    public StorageFacts Storage { get; init; } = StorageFacts.None;

    /// <summary>Network interfaces and who configures them.</summary>
    public NetworkFacts Network { get; init; } = NetworkFacts.None;

    /// <summary>What may stand between a guest and its devices: AppArmor, SELinux, lockdown, cgroups; and what puts the machine to sleep.</summary>
    public SecurityFacts Security { get; init; } = SecurityFacts.None;

    /// <summary>What the package manager has installed and would install; null where neither a plan nor a judgement asked, and in no document.</summary>
    [JsonIgnore]
    public PackageFacts? Packages { get; init; }

    /// <summary>The files that shall be option ROMs, those that a plan or a judgement asked for; in no document.</summary>
    [JsonIgnore]
    public ImmutableArray<RomFile> RomFiles { get; init; } = [];

    /// <summary>True when somebody listens at the socket of the USB switch; null where no judgement asked, and in no document.</summary>
    [JsonIgnore]
    public bool? HasUsbSwitch { get; init; }

    /// <summary>The file of a path; null when it was not asked for.</summary>
    internal RomFile? RomFileOf(string path) => RomFiles.FirstOrDefault(file => string.Equals(file.Path, path, StringComparison.Ordinal));
}
