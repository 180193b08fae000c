using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Readiness.Rules;

/// <summary>Words on the running kernel's command line that do not do what people hope.</summary>
internal static class KernelParameterRule
{
    private static readonly FindingKind ParameterAmdIommuOn = new("parameter-amd-iommu-on", Severity.Note, "The kernel line has amd_iommu=on, which is no option of the kernel.");
    private static readonly FindingKind AcsOverrideActive = new("acs-override-active", Severity.Warning, "The kernel line has pcie_acs_override.");
    private static readonly FindingKind ParameterMisspelt = new("parameter-misspelt", Severity.Warning, "The kernel line has a misspelt form of vfio-pci.ids.");
    private static readonly FindingKind ParameterWithoutEffect = new("parameter-without-effect", Severity.Note, "The kernel line has a word that does nothing on this machine.");
    private static readonly FindingKind ParameterHarms = new("parameter-harms", Severity.Warning, "The kernel line has a word that takes away what passthrough needs.");
    private static readonly FindingKind ParameterNoModeset = new("parameter-nomodeset", Severity.Warning, "The kernel line has nomodeset.");
    private static readonly FindingKind ParameterIgfxOff = new("parameter-igfx-off", Severity.Note, "The kernel line has intel_iommu=igfx_off.");

    private const string Simple = "simple-framebuffer";

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Are there words on the kernel line that do nothing, or harm?",
        [ParameterAmdIommuOn, AcsOverrideActive, ParameterMisspelt, ParameterWithoutEffect, ParameterHarms, ParameterNoModeset, ParameterIgfxOff],
        Judge);

    /// <summary>A finding a word, each word once.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts) =>
        facts.Boot.CommandLine.Distinct(StringComparer.Ordinal).Select(word => Known(facts, word) ?? Harming(facts, word) ?? Useless(facts, word)).OfType<Finding>();

    private static Finding? Known(HostFacts facts, string word) => word switch
    {
        "amd_iommu=on" => ParameterAmdIommuOn.Found("amd_iommu=on is no option of the kernel; it uses AMD's IOMMU by itself.", Read(word), "It does no harm and can go."),
        "nomodeset" => ParameterNoModeset.Found(
            "nomodeset keeps the graphics drivers off all cards: the host's picture stays the firmware's own, slow, and in the memory of the card that booted.",
            Read(word),
            $"Take it off the kernel line; to keep the drivers off one card, that card is isolated instead: {KernelLineSteps.Where(facts)}."),
        _ when word.StartsWith("pcie_acs_override=", StringComparison.Ordinal) => AcsOverrideActive.Found(
            "An ACS override is on the kernel line: groups may look separate that the hardware does not separate.",
            Read(word),
            "Devices in split groups can reach each other's memory past the IOMMU. Give such a guest only to people whom you trust with the host."),
        _ when IsMisspelt(Name(word)) => ParameterMisspelt.Found(
            $"The kernel does not know {Name(word)}; the parameter is vfio-pci.ids.",
            Read(word),
            "Take it out: this program binds by address and identity and needs no ids."),
        _ when Name(word) is "intel_iommu" && Values(word).Contains("igfx_off", StringComparer.Ordinal) => ParameterIgfxOff.Found(
            "intel_iommu=igfx_off keeps the processor's own graphics out of the IOMMU: they cannot be given to a guest; cards can.", Read(word)),
        _ => null,
    };

    private static Finding? Harming(HostFacts facts, string word)
    {
        var title = word switch
        {
            "nointremap" or "intremap=off" => "switches interrupt remapping off: VFIO refuses guests then",
            "iommu=soft" => "asks for bounce buffers in place of the IOMMU",
            _ when Has(word, "pci", "nommconf") => "hides extended config space: the kernel cannot see that ports keep devices apart, and makes larger groups",
            _ when Has(word, "pci", "nomsi") => "switches message interrupts off: a passed card works badly or not at all",
            _ => null,
        };
        return title is null ? null : ParameterHarms.Found($"{word} {title}.", Read(word), $"Take it off: {KernelLineSteps.Where(facts)}.");
    }

    private static Finding? Useless(HostFacts facts, string word)
    {
        var why = word switch
        {
            "iommu=on" or "iommu=1" => "is no option of the kernel; what switches VT-d on is intel_iommu=on, and AMD-Vi is on by itself",
            "amd_iommu=pt" => "is no option of the kernel; iommu=pt is",
            "intel_iommu=on" when facts.Cpu.IsAmd => "is for processors of Intel's; AMD-Vi is on by itself",
            "video=efifb:off" when HasSimpleFramebuffer(facts) => "does nothing here: the firmware's picture is kept up by the kernel's generic driver (simpledrm), not by efifb",
            _ when IsSeveralVideos(word) => "switches off the first of them only: each needs a video= of its own",
            _ when Name(word) is "rd.driver.pre" && facts.Boot.Generator is InitramfsGenerator.InitramfsTools or InitramfsGenerator.Mkinitcpio or InitramfsGenerator.Booster =>
                "is read by dracut only, which does not build this machine's initramfs",
            _ => null,
        };
        return why is null ? null : ParameterWithoutEffect.Found($"{word} {why}.", Read(word), "It can go.");
    }

    private static ImmutableArray<Evidence> Read(string word) => [new Evidence(Places.CommandLine, word)];

    private static string Name(string word) => word.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals ? word[..equals] : word;

    private static string[] Values(string word) => word[Math.Min(word.Length, Name(word).Length + 1)..].Split(',');

    private static bool Has(string word, string name, string value) => string.Equals(Name(word), name, StringComparison.Ordinal) && Values(word).Contains(value, StringComparer.Ordinal);

    // The kernel takes a dash for an underscore in names, so that vfio_pci.ids is right.
    private static bool IsMisspelt(string name) => name.Replace('_', '-') is "vfio-pci-ids" or "vfio-pci.id" or "vfio.pci.ids" or "vfio-pci:ids" or "vfio.ids" or "vfiopci.ids";

    private static bool IsSeveralVideos(string word) => Name(word) is "video" && Values(word) is { Length: > 1 } values && values.All(value => value.EndsWith(":off", StringComparison.Ordinal));

    private static bool HasSimpleFramebuffer(HostFacts facts) =>
        facts.Display.BootFramebuffers.Any(picture => picture.Name.StartsWith(Simple, StringComparison.Ordinal))
        || (facts.Display.BootFramebufferDrivers.Contains(Simple, StringComparer.Ordinal) && !facts.Display.BootFramebufferDrivers.Contains("efi-framebuffer", StringComparer.Ordinal));
}
