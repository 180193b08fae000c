using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Iommu;

namespace Passthrough.Readiness.Rules;

/// <summary>Is the IOMMU on, and if not, who has it off: the kernel, the firmware, or the hypervisor that this machine is a guest of.</summary>
internal static class IommuRule
{
    private static readonly FindingKind IommuOn = new("iommu-on", Severity.Good, "The kernel made IOMMU groups.");
    private static readonly FindingKind IommuOffByParameter = new("iommu-off-by-parameter", Severity.Fixable, "The firmware offers an IOMMU, and a kernel parameter switches it off.");
    private static readonly FindingKind IommuWithoutEffect = new("iommu-without-effect", Severity.Blocking, "The firmware offers an IOMMU, nothing switches it off, and the kernel made no groups.");
    private static readonly FindingKind IommuWaitsForReboot = new("iommu-waits-for-reboot", Severity.Fixable, "The running kernel has no groups; the default boot entry has the parameter.");
    private static readonly FindingKind IommuOffInKernel = new("iommu-off-in-kernel", Severity.Fixable, "The firmware offers VT-d, and the kernel is not told to use it.");
    private static readonly FindingKind IommuOffInFirmware = new("iommu-off-in-firmware", Severity.Blocking, "The firmware offers no IOMMU: no DMAR, IVRS or IORT table.");
    private static readonly FindingKind IommuHiddenInGuest = new("iommu-hidden-in-guest", Severity.Blocking, "This machine is itself a guest and is shown no IOMMU.");
    private static readonly FindingKind IommuUnknown = new("iommu-unknown", Severity.Blocking, "Neither groups nor the firmware's tables can be seen, as in a container.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is the IOMMU on, and if not, who has it off?",
        [IommuOn, IommuOffByParameter, IommuWithoutEffect, IommuWaitsForReboot, IommuOffInKernel, IommuOffInFirmware, IommuHiddenInGuest, IommuUnknown],
        Judge);

    private static readonly ImmutableArray<string> OffWords = ["intel_iommu=off", "amd_iommu=off", "iommu=off"];

    /// <summary>Exactly one finding.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        yield return facts.Iommu switch
        {
            { IsOn: true } => On(facts.Iommu),
            { FirmwareTable: { } table } => OffInKernel(facts, table),
            { TablesReadable: false } => Unknown(),
            _ when facts.Cpu.IsUnderHypervisor is true => HiddenInGuest(),
            _ => OffInFirmware(facts),
        };
    }

    /// <summary>Where in the firmware's menus the switch is found, for this processor.</summary>
    internal static string FirmwareSwitch(HostFacts facts) =>
        facts.Cpu.IsIntel ? "\"VT-d\" or \"Intel Virtualization Technology for Directed I/O\" (often under Chipset, System Agent or Security)"
        : facts.Cpu.IsAmd ? "\"IOMMU\" or \"AMD-Vi\" (often under AMD CBS, NBIO; set it to Enabled, not Auto)"
        : "\"VT-d\" (Intel) or \"IOMMU\" (AMD)";

    private static Finding On(IommuFacts iommu) => IommuOn.Found(
        $"The IOMMU is on ({Words(iommu.Kind)}): {iommu.Groups.Length} groups.",
        [new Evidence(Places.Groups, $"{iommu.Groups.Length} groups")]);

    private static Finding OffInKernel(HostFacts facts, string table)
    {
        var kind = Words(facts.Iommu.Kind);
        var parameter = facts.Iommu.Kind == IommuKind.IntelVtd ? "intel_iommu=on" : null;
        Evidence offered = new($"{Places.AcpiTables}/{table}", "present: the firmware offers it");
        Evidence noGroups = new(Places.Groups, "no groups");
        if (OffWords.FirstOrDefault(word => facts.Boot.CommandLine.Contains(word, StringComparer.Ordinal)) is { } off)
        {
            return IommuOffByParameter.Found(
                $"The IOMMU ({kind}) is switched off by the kernel parameter {off}.",
                [offered, noGroups, new Evidence(Places.CommandLine, off)],
                "The plan takes the word off the boot loader's kernel line: passthrough plan --gpu ADDR, then sudo passthrough apply --gpu ADDR, then reboot.");
        }

        if (parameter is not null && facts.Boot.CommandLine.Contains(parameter, StringComparer.Ordinal))
        {
            return IommuWithoutEffect.Found(
                $"The kernel was told {parameter} and still made no IOMMU groups.",
                [offered, noGroups, new Evidence(Places.CommandLine, parameter)],
                "Read what the kernel says: sudo dmesg | grep -e DMAR -e IOMMU. A firmware update, or a kernel with CONFIG_INTEL_IOMMU, is what usually helps.");
        }

        if (parameter is not null && facts.Boot.Entries.Any(entry => entry.IsDefault && entry.Parameters.Contains(parameter, StringComparer.Ordinal)))
        {
            return IommuWaitsForReboot.Found(
                $"The IOMMU ({kind}) is off in the running kernel; the next boot switches it on.",
                [offered, noGroups, new Evidence(facts.Boot.Loader.ConfigurationPath ?? Places.BootLoader, $"the default entry has {parameter}")],
                "Reboot, then run: passthrough verify");
        }

        return parameter is not null
            ? IommuOffInKernel.Found(
                $"The IOMMU ({kind}) is off in the kernel; the firmware offers it.",
                [offered, noGroups, new Evidence(Places.CommandLine, $"{parameter} is absent")],
                $"The kernel needs the parameter {parameter} (and, for speed, iommu=pt). passthrough apply adds it; it works after a reboot.")
            : IommuWithoutEffect.Found(
                $"The firmware offers the IOMMU ({kind}) and the kernel made no groups.",
                [offered, noGroups, new Evidence(Places.CommandLine, "neither amd_iommu=off nor iommu=off is there")],
                "No parameter is missing: the kernel uses this IOMMU by itself (amd_iommu=on is no option of it). Read what it says: sudo dmesg | grep -e AMD-Vi -e IOMMU.");
    }

    private static Finding OffInFirmware(HostFacts facts) => IommuOffInFirmware.Found(
        "The firmware offers no IOMMU: it is switched off there, or this machine has none.",
        [new Evidence(Places.AcpiTables, "neither DMAR (Intel) nor IVRS (AMD)"), new Evidence(Places.Groups, "no groups")],
        $"Enter the firmware setup and switch on {FirmwareSwitch(facts)}. No kernel parameter can replace that.");

    private static Finding HiddenInGuest() => IommuHiddenInGuest.Found(
        "This machine is itself a virtual machine and its hypervisor shows it no IOMMU.",
        [new Evidence(Places.CpuInfo, "flag hypervisor"), new Evidence(Places.AcpiTables, "neither DMAR (Intel) nor IVRS (AMD)")],
        "Run this on the physical machine, or give this guest a virtual IOMMU (QEMU: -device intel-iommu,intremap=on,caching-mode=on).");

    private static Finding Unknown() => IommuUnknown.Found(
        "Whether there is an IOMMU cannot be told from here: no groups, and the firmware's tables cannot be seen.",
        [new Evidence(Places.AcpiTables, "absent, empty or closed"), new Evidence(Places.Groups, "no groups")],
        "Run this on the machine itself, outside any container, or read a folder that holds its sys and proc.");

    private static string Words(IommuKind kind) => kind switch
    {
        IommuKind.IntelVtd => "Intel VT-d",
        IommuKind.AmdVi => "AMD-Vi",
        IommuKind.Smmu => "Arm SMMU",
        IommuKind.Virtio => "virtio",
        _ => "kind unknown",
    };
}
