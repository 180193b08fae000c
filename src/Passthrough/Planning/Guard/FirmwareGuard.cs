using Passthrough.Failures;
using Passthrough.Host.Boot;

namespace Passthrough.Planning.Guard;

/// <summary>The guard for a unified kernel image that the firmware starts by itself: the firmware starts a copy of the image until the new one was found good.</summary>
internal static class FirmwareGuard
{
    /// <summary>The guard.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="program">The path of this program, which looks at the trial boot.</param>
    /// <exception cref="RefusedException">The firmware cannot try a configuration once on this machine.</exception>
    public static BootGuard Of(BootFacts boot, string program)
    {
        var image = boot.OrdinaryImages.First(image => boot.Entries.Any(entry => entry.IsDefault && string.Equals(entry.Path, image.Path, StringComparison.Ordinal)));
        var trial = FirmwareTrial.Require(boot, "the image", image.Path, BootGuard.Insist);
        var place = image.Place ?? throw new RefusedException("it is not known where the partition is mounted that the firmware started the image from", image.Path, $"let the image lie below a folder EFI there; {BootGuard.Insist}");
        return trial.Guard(
            boot, program, [BootGuard.Keep(image.Path, $"{place}/{SystemdBootFallbackEntry.ImageName}")],
            "The entry starts a copy of the image that starts the machine today, whatever happens to the files that are changed next.", SystemdBootFallbackEntry.ImageName, options: null);
    }
}
