using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>How the machine was booted, as far as it touches the boot display.</summary>
internal static class FirmwareRule
{
    /// <summary>At most one finding.</summary>
    public static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (facts.Firmware.IsUefi is false)
        {
            yield return new Finding(
                "legacy-boot",
                Severity.Note,
                "This machine was booted the old BIOS way. That works; UEFI leaves a second card alone more reliably.",
                [new Evidence(HostRoots.Live.Sys("firmware/efi"), "absent")]);
        }
    }
}
