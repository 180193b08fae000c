using System.Collections.Immutable;
using Passthrough.Host.Firmware;

namespace Passthrough.Guests.Firmware;

/// <summary>Chooses among the firmware that QEMU's descriptors offer (<c>docs/interop/firmware.json</c>).</summary>
public static class GuestFirmwares
{
    // Firmware for encrypted guests: a card's memory cannot be reached by one.
    private static readonly ImmutableArray<string> Confidential = ["amd-sev-snp", "intel-tdx"];

    /// <summary>The first firmware that fits; the descriptors' order is how distributions and administrators rank them.</summary>
    /// <param name="images">The firmware, the first to be preferred.</param>
    /// <param name="architecture">QEMU's name of the processor.</param>
    /// <param name="machine">QEMU's name of the machine.</param>
    /// <param name="isSecure">True for one that checks signatures and keeps its variables in system management mode.</param>
    /// <param name="hasKeys">True for one whose template brings keys.</param>
    /// <returns>Null when none fits. One whose files are there comes before one whose are not.</returns>
    public static FirmwareImage? Choose(ImmutableArray<FirmwareImage> images, string architecture, string machine, bool isSecure, bool hasKeys) => images
        .Where(image => image.IsUefiFor(architecture, machine)
            && image.ExecutableFormat is null or "raw" or "qcow2"
            && string.Equals(image.ExecutableFormat ?? "raw", image.TemplateFormat ?? "raw", StringComparison.Ordinal)
            && IsRooted(image.ExecutablePath) && IsRooted(image.TemplatePath!)
            && !image.Features.Intersect(Confidential, StringComparer.Ordinal).Any()
            && (isSecure ? image.HasSecureBoot && image.RequiresSmm : !image.RequiresSmm)
            && image.HasEnrolledKeys == hasKeys)
        .OrderBy(image => image.IsInstalled ? 0 : 1)
        .FirstOrDefault();

    private static bool IsRooted(string path) => GuestRules.IsPath(path);
}
