using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>How the machine was booted, as far as it touches the boot display.</summary>
internal static class FirmwareRule
{
    private static readonly FindingKind LegacyBoot = new("legacy-boot", Severity.Note, "The machine was booted without UEFI.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Was the machine booted by UEFI?",
        [LegacyBoot],
        Judge);

    /// <summary>At most one finding.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (facts.Firmware.IsUefi is false)
        {
            yield return LegacyBoot.Found(
                "This machine was booted the old BIOS way. That works; UEFI leaves a second card alone more reliably.",
                [new Evidence(HostRoots.Live.Sys("firmware/efi"), "absent")]);
        }
    }
}
