using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Planning.Guard;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Planning.BootChains;

/// <summary>
/// systemd-boot with entry files, written by hand, by <c>kernel-install(8)</c>, by openSUSE's sdbootutil or by Pop!_OS' kernelstub. The entries themselves are edited, which all of them have in common, and so is what the
/// tool writes those of later kernels from: <c>/etc/kernel/cmdline</c>, or kernelstub's configuration.
/// </summary>
internal static class SystemdBootChain
{
    /// <summary>The chain.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    /// <param name="program">See <see cref="BootChain.Of"/>.</param>
    public static BootChain Of(HostFacts facts, KernelWish wish, string program)
    {
        var boot = facts.Boot;
        var menu = boot.LoaderMenu!;
        var entries = LoaderEntryLines.Ordinary(boot);
        var images = BootImages.Of(boot.Kernels, boot.Presets, withCopies: true);
        var first = menu.Default(boot.LoaderVariables!);
        RequireKnownEntries(menu, entries, first, images);
        return new BootChain(
            KernelWordsFor.Wanted(wish),
            [
                .. Later(boot, first, wish),
                .. LoaderEntryLines.Present(boot, entries, wish),
            ],
            [],
            images,
            change => SystemdBootGuard.Of(boot, program, change));
    }

    private static ImmutableArray<Change> Later(BootFacts boot, LoaderEntry? first, KernelWish wish) => boot.LineTool switch
    {
        KernelLineTool.KernelInstall or KernelLineTool.Sdbootutil => LoaderEntryLines.Later(boot, first, wish),
        KernelLineTool.Kernelstub => KernelstubLine.Later(boot, wish),
        _ => [],
    };

    /// <summary>Another entry may start an image that nothing builds anew (mkinitcpio's fallback, a rescue system); the one that starts by itself may not.</summary>
    private static void RequireKnownEntries(LoaderMenu menu, ImmutableArray<LoaderEntry> entries, LoaderEntry? first, ImmutableArray<InitramfsImage> images)
    {
        if (first is not null && entries.Contains(first) && !first.Initramfs.Any(path => images.Any(image => menu.IsSame(path, image.Path))))
        {
            throw new RefusedException(
                $"the entry that systemd-boot starts by default, '{first.Title ?? first.Id}', starts no initramfs of an installed kernel that is known here ({string.Join(", ", first.Initramfs)})", first.Path,
                $"make an entry the default that starts one of: {string.Join(", ", images.Select(image => image.Path))}");
        }

        if (entries.FirstOrDefault(entry => Path.GetFileNameWithoutExtension(entry.Path).Length != entry.Id.Length) is { } counted)
        {
            throw new RefusedException($"systemd-boot counts the starts of '{counted.Title ?? counted.Id}' in its file's name, which changes at each start", counted.Path, "let the count end (systemd-bless-boot good), and remove /etc/kernel/tries");
        }
    }
}
