using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Planning.Guard;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Planning.BootChains;

/// <summary>Unified kernel images that mkinitcpio or dracut builds, started by systemd-boot or by the firmware itself: what their kernel line comes from is edited, and all are built anew.</summary>
internal static class UnifiedImageChain
{
    /// <summary>The chain.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    /// <param name="program">See <see cref="BootChain.Of"/>.</param>
    /// <exception cref="RefusedException">It is not certain what builds an image or what its kernel line comes from.</exception>
    public static BootChain Of(HostFacts facts, KernelWish wish, string program)
    {
        var boot = facts.Boot;
        var images = boot.OrdinaryImages;
        var wanted = KernelWordsFor.Wanted(wish);
        RequireImages(boot, images);
        if (boot.Loader.Kind == BootLoaderKind.UnifiedKernelImage)
        {
            RequireOwnLine(boot, images, wish);
        }

        return new BootChain(
            wanted,
            UnifiedImageLines.Changes(boot, images, wish),
            [],
            BootImages.Of(boot, images, wanted),
            change => boot.Loader.Kind == BootLoaderKind.SystemdBoot ? SystemdBootGuard.Of(boot, program, change) : FirmwareGuard.Of(boot, program))
        {
            LineIsInImages = true,
        };
    }

    private static void RequireImages(BootFacts boot, ImmutableArray<UnifiedImage> images)
    {
        if (images.IsEmpty)
        {
            throw new RefusedException("no unified kernel image of this system was found", boot.Loader.ConfigurationPath, "see that the partition with EFI/Linux is mounted, then plan again");
        }

        if (images.FirstOrDefault(image => boot.Kernels.All(kernel => !string.Equals(kernel.Version, BootImages.KernelOf(boot, image), StringComparison.Ordinal))) is { } orphan)
        {
            throw new RefusedException($"the kernel of this unified kernel image is not installed ({orphan.KernelVersion ?? "unknown version"}), so it cannot be built anew", orphan.Path, "remove the image, or install its kernel again");
        }

        if (images.FirstOrDefault(IsCounted) is { } counted)
        {
            throw new RefusedException("systemd-boot counts the starts of this image in its file's name, which changes at each start", counted.Path, "let the count end (systemd-bless-boot good), and remove /etc/kernel/tries");
        }
    }

    private static bool IsCounted(UnifiedImage image) => image.ToLoaderEntry().Id.Length != Path.GetFileName(image.Path).Length;

    /// <summary>Without Secure Boot the stub takes a line that the firmware gives it instead of its own, and what is in the image has no effect (<c>systemd-stub(7)</c>).</summary>
    private static void RequireOwnLine(BootFacts boot, ImmutableArray<UnifiedImage> images, KernelWish wish)
    {
        var words = KernelWordsFor.Of(wish, boot.CommandLine);
        var explained = boot.CommandLine.Concat(words.Wanted).Concat(words.Against.Values.OfType<string>()).ToHashSet(StringComparer.Ordinal);
        if (!images.Any(image => image.Parameters.All(explained.Contains)))
        {
            throw new RefusedException("the running kernel was not started with the kernel line of any of the unified kernel images: the firmware gave it another", boot.Loader.ConfigurationPath, "take the line out of the firmware's boot entry (efibootmgr -u shows it), reboot, then plan again");
        }

        if (!boot.Entries.Any(entry => entry is { IsOrdinary: true, IsDefault: true }))
        {
            throw new RefusedException($"it is none of this system's known images that the firmware started: {string.Join("; ", boot.Loader.Evidence)}", boot.Loader.ConfigurationPath, "let the firmware start one of them, or systemd-boot (bootctl install), then plan again");
        }
    }
}
