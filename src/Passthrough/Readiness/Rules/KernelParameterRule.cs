using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Words on the running kernel's command line that do not do what people hope.</summary>
internal static class KernelParameterRule
{
    private static readonly FindingKind ParameterAmdIommuOn = new("parameter-amd-iommu-on", Severity.Note, "The kernel line has amd_iommu=on, which is no option of the kernel.");
    private static readonly FindingKind AcsOverrideActive = new("acs-override-active", Severity.Warning, "The kernel line has pcie_acs_override.");
    private static readonly FindingKind ParameterMisspelt = new("parameter-misspelt", Severity.Warning, "The kernel line has a misspelt form of vfio-pci.ids.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Are there words on the kernel line that do nothing, or harm?",
        [ParameterAmdIommuOn, AcsOverrideActive, ParameterMisspelt],
        Judge);

    /// <summary>A finding a word.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        foreach (var word in facts.Boot.CommandLine)
        {
            if (word is "amd_iommu=on")
            {
                yield return ParameterAmdIommuOn.Found(
                    "amd_iommu=on is no option of the kernel; it uses AMD's IOMMU by itself.",
                    [new Evidence(Places.CommandLine, word)],
                    "It does no harm and can go.");
            }
            else if (word.StartsWith("pcie_acs_override=", StringComparison.Ordinal))
            {
                yield return AcsOverrideActive.Found(
                    "An ACS override is on the kernel line: groups may look separate that the hardware does not separate.",
                    [new Evidence(Places.CommandLine, word)],
                    "Devices in split groups can reach each other's memory past the IOMMU. Give such a guest only to people whom you trust with the host.");
            }
            else if (word.StartsWith("vfio-pci-ids=", StringComparison.Ordinal) || word.StartsWith("vfio_pci_ids=", StringComparison.Ordinal))
            {
                yield return ParameterMisspelt.Found(
                    $"The kernel does not know {word.Split('=')[0]}; the parameter is vfio-pci.ids.",
                    [new Evidence(Places.CommandLine, word)],
                    "Take it out: this program binds by address and identity and needs no ids.");
            }
        }
    }
}
