using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Planning.Guard;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Planning.BootChains;

/// <summary>
/// openSUSE's GRUB that reads the entry files of sdbootutil by itself (grub2-bls): its configuration is inside the program, so there is no <c>custom.cfg</c> in which a start as before could be offered.
/// </summary>
internal static class GrubSdbootutilChain
{
    /// <summary>The chain.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    /// <exception cref="RefusedException">A file cannot be edited with certainty.</exception>
    public static BootChain Of(HostFacts facts, KernelWish wish)
    {
        var boot = facts.Boot;
        var entries = LoaderEntryLines.Ordinary(boot);
        var booted = entries.FirstOrDefault(entry => string.Equals(entry.Path, boot.Loader.ConfigurationPath, StringComparison.Ordinal)) ?? entries.FirstOrDefault();
        return new BootChain(
            KernelWordsFor.Wanted(wish),
            [.. LoaderEntryLines.Later(boot, booted, wish), .. LoaderEntryLines.Present(boot, entries, wish)],
            [],
            BootImages.Of(boot.Kernels, boot.Presets, withCopies: true),
            _ => throw new RefusedException(
                "this GRUB reads no custom.cfg, so today's start cannot be kept as its default while the new one is tried", boot.Loader.ConfigurationPath,
                $"change to systemd-boot, {BootGuard.Insist}; snapshots before this one stay in the menu"));
    }
}
