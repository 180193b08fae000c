using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Iommu;

namespace Passthrough.Readiness.Rules;

/// <summary>Is the boot loader one whose kernel line this program changes.</summary>
internal static class BootLoaderRule
{
    private static readonly FindingKind BootLoaderGrub = new("boot-loader-grub", Severity.Good, "GRUB booted the running kernel.");
    private static readonly FindingKind BootLoaderSystemdBoot = new("boot-loader-systemd-boot", Severity.Good, "systemd-boot booted the running kernel.");
    private static readonly FindingKind BootLoaderLimine = new("boot-loader-limine", Severity.Good, "Limine booted the running kernel.");
    private static readonly FindingKind BootLoaderRefind = new("boot-loader-refind", Severity.Good, "rEFInd booted the running kernel.");
    private static readonly FindingKind BootLoaderUnifiedImage = new("boot-loader-unified-image", Severity.Good, "The running kernel was started from a unified kernel image.");
    private static readonly FindingKind BootLoaderOther = new("boot-loader-other", Severity.Warning, "A boot loader booted the running kernel whose kernel line this program does not change.");
    private static readonly FindingKind BootLoaderUnknown = new("boot-loader-unknown", Severity.Warning, "The evidence for what booted the running kernel is too weak.");
    private static readonly FindingKind BootEntriesUnreadable = new("boot-entries-unreadable", Severity.Note, "The entries of the boot loader cannot be read without root.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Which boot loader booted, and can its kernel line be changed?",
        [BootLoaderGrub, BootLoaderSystemdBoot, BootLoaderLimine, BootLoaderRefind, BootLoaderUnifiedImage, BootLoaderOther, BootLoaderUnknown, BootEntriesUnreadable],
        Judge);

    /// <summary>One finding, and one more when the entries are not to be seen.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var loader = facts.Boot.Loader;
        ImmutableArray<Evidence> evidence = [.. loader.Evidence.Select(words => new Evidence(Places.BootLoader, words))];
        var byHand = KernelLineSteps.Add(facts, facts.Iommu.Kind == IommuKind.IntelVtd ? ["intel_iommu=on", "iommu=pt"] : ["iommu=pt"]);
        yield return (loader.Kind, DrivenKernelLine.Is(facts.Boot)) switch
        {
            (_, true) when facts.Boot.LineTool == KernelLineTool.UnifiedImageBuilder => BootLoaderUnifiedImage.Found(
                $"{(loader.Kind == BootLoaderKind.SystemdBoot ? "systemd-boot" : "The firmware")} started this kernel from a unified kernel image, which can be built anew with another kernel line.", evidence),
            (BootLoaderKind.SystemdBoot, true) => BootLoaderSystemdBoot.Found("systemd-boot booted this kernel; the kernel line in its entries can be changed.", evidence),
            (BootLoaderKind.Limine, true) => BootLoaderLimine.Found("Limine booted this kernel; the kernel line in its configuration can be changed.", evidence),
            (BootLoaderKind.Refind, true) => BootLoaderRefind.Found("rEFInd booted this kernel; the kernel line in its files can be changed.", evidence),
            (_, true) => BootLoaderGrub.Found("GRUB booted this kernel; its kernel line can be changed.", evidence),
            (BootLoaderKind.Unknown, _) => BootLoaderUnknown.Found(
                "Which boot loader booted this kernel cannot be told, so its kernel line will not be changed.", evidence, $"If the kernel line is to be changed, by hand: {byHand}."),
            _ => BootLoaderOther.Found($"{Name(facts.Boot)} booted this kernel; this program does not change it yet.", evidence, $"By hand: {byHand}."),
        };

        if (DrivenKernelLine.Is(facts.Boot) && facts.Boot is { Entries.IsEmpty: true, LineTool: not KernelLineTool.ProxmoxBootTool })
        {
            yield return BootEntriesUnreadable.Found(
                "The boot loader's entries cannot be seen without root.",
                [new Evidence(loader.ConfigurationPath ?? HostRoots.Live.Boot(), "not readable, or without entries")],
                "To have them checked too: sudo passthrough check");
        }
    }

    private static string Name(BootFacts boot) => (boot.Loader.Kind, boot.LineTool) switch
    {
        (BootLoaderKind.Grub, var tool) => $"GRUB with a kernel line that {KernelLineSteps.NameOf(tool)} writes",
        (BootLoaderKind.GrubLoaderEntries, var tool) => $"GRUB with entries below /boot/loader/entries that {KernelLineSteps.NameOf(tool)} writes",
        (BootLoaderKind.SystemdBoot, var tool) => $"systemd-boot with a kernel line that {KernelLineSteps.NameOf(tool)} writes",
        (BootLoaderKind.UnifiedKernelImage, _) => "The firmware, from a unified kernel image,",
        (BootLoaderKind.Limine, _) => "Limine",
        (BootLoaderKind.Refind, _) => "rEFInd",
        _ => "Another boot loader",
    };
}
