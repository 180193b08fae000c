using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Limine;
using Passthrough.Planning.Guard;
using Passthrough.Planning.KernelLine;
using Passthrough.Readiness;

namespace Passthrough.Planning.BootChains;

/// <summary>
/// Limine, with a configuration written by hand or by limine-entry-tool. The entries themselves are edited, which all of them have in common; where the tool writes them, so are its settings, from which it writes
/// those of later kernels.
/// </summary>
internal static class LimineChain
{
    /// <summary>The chain.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    /// <param name="program">See <see cref="BootChain.Of"/>.</param>
    /// <exception cref="RefusedException">The configuration cannot be changed with certainty.</exception>
    public static BootChain Of(HostFacts facts, KernelWish wish, string program)
    {
        var boot = facts.Boot;
        var menu = boot.Limine!;
        RequireCertain(facts, menu, wish);
        var entries = LimineKernelLine.Ordinary(boot);
        var images = BootImages.Of(boot.Kernels, boot.Presets, withCopies: true);
        var today = Today(facts, menu, entries, wish);
        if (!today.Modules.Any(module => images.Any(image => menu.IsSame(module, image.Path))))
        {
            throw new RefusedException(
                $"the entry that Limine starts, '{today.Title}', starts no initramfs of an installed kernel that is known here ({string.Join(", ", today.Modules.Select(module => module.Path))})", menu.Path,
                $"make an entry the default that starts one of: {string.Join(", ", images.Select(image => image.Path))}");
        }

        return new BootChain(
            KernelWordsFor.Wanted(wish),
            [
                .. LimineKernelLine.Later(boot, today, wish),
                .. LimineKernelLine.Present(boot, entries, wish, offer: null) is { } change ? [change] : Array.Empty<Change>(),
            ],
            [],
            images,
            replaced => boot.LoaderVariables is { CanBeTold: true }
                ? LimineGuard.Of(boot, program, replaced, entries, today, wish)
                : FirmwareKernelGuard.Of(facts, program, FilesOf(boot, today, images), $"or update Limine, which can be told what to start once from version 11.4 on (started by UEFI); {LimineGuard.InsistOnEntry}"))
        {
            WithoutTrial = replaced => LimineGuard.WithoutTrial(boot, replaced, entries, today, wish),
            AfterImages = Checksums(menu, images),
        };
    }

    /// <summary>The entry that starts when nobody chooses; where another starts by itself, or that is not known, the one that started this kernel.</summary>
    private static LimineEntry Today(HostFacts facts, LimineMenu menu, ImmutableArray<LimineEntry> entries, KernelWish wish)
    {
        var boot = facts.Boot;
        var first = menu.RemembersLast ? null : menu.Default(boot.LoaderVariables?.Default);
        return first is not null && entries.Contains(first)
            ? first
            : entries.FirstOrDefault(entry => KernelWordsFor.IsSameStart(boot.CommandLine, entry.Words, wish))
                ?? throw new RefusedException(
                    "no entry of Limine's configuration is known to start this machine: none equals the running kernel's line, and the default is none of this system", menu.Path, $"by hand: {KernelLineSteps.Add(facts, KernelWordsFor.Wanted(wish))}");
    }

    /// <summary>What the firmware would have to start: all of it must lie where an image lies that is known.</summary>
    private static StartedFiles FilesOf(BootFacts boot, LimineEntry today, ImmutableArray<InitramfsImage> images)
    {
        var menu = boot.Limine!;
        var (module, image) = today.Modules.Select(module => (Module: module, Image: images.FirstOrDefault(image => menu.IsSame(module, image.Path)))).First(pair => pair.Image is not null);
        var kernel = boot.Kernels.First(kernel => string.Equals(kernel.Version, image!.KernelVersion, StringComparison.Ordinal));
        if (!string.Equals(today.Kernel?.Name, Path.GetFileName(kernel.ImagePath), StringComparison.Ordinal))
        {
            throw new RefusedException($"the entry that Limine starts, '{today.Title}', names the kernel {today.Kernel?.Path}, and its initramfs is that of {kernel.ImagePath}", menu.Path, $"let it name both of one kernel; {LimineGuard.InsistOnEntry}");
        }

        var place = image!.Path[..^module.Path.Length];
        return today.Modules.FirstOrDefault(other => !string.Equals(other.Resource, module.Resource, StringComparison.Ordinal)) is { } elsewhere
            ? throw new RefusedException($"the entry that Limine starts, '{today.Title}', takes images of two partitions, so it is not known where {elsewhere.Path} is on this machine", menu.Path, $"put both on one; {LimineGuard.InsistOnEntry}")
            : new StartedFiles(kernel, [.. today.Modules.Select(other => place + other.Path)], today.Words);
    }

    private static void RequireCertain(HostFacts facts, LimineMenu menu, KernelWish wish)
    {
        var byHand = $"by hand: {KernelLineSteps.Add(facts, KernelWordsFor.Wanted(wish))}";
        if (!menu.Others.IsEmpty)
        {
            throw new RefusedException($"Limine may read {menu.Path} or {string.Join(" or ", menu.Others)}: the running kernel's line does not tell which", menu.Path, $"move the file away that is not in use, then plan again; or {byHand}");
        }

        var setting = facts.Boot.ConfigurationFiles.Where(file => LimineDefaults.Setting(file.Text, "ENABLE_ENROLL_LIMINE_CONFIG") is "yes").Select(file => file.Path).FirstOrDefault();
        if ((menu.EnrolledIn ?? setting) is { } enrolled)
        {
            throw new RefusedException(
                $"the checksum of {menu.Path} is enrolled: with any other content of it Limine does not start at all", enrolled,
                $"take the checksum out first (limine enroll-config --reset), or {byHand}, and enroll the new one before the reboot");
        }
    }

    private static ImmutableArray<Change> Checksums(LimineMenu menu, ImmutableArray<InitramfsImage> images)
    {
        var hashed = menu.Hashed([.. images.Select(image => image.Path)]);
        if (hashed.FirstOrDefault(pair => pair.Module.Hash!.Length != LimineFile.Blake2Digits).Module is { } other)
        {
            throw new RefusedException(
                $"{menu.Path} holds a hash of {other.Path} of {other.Hash!.Length} digits; the plan replaces the image and only knows how to make hashes of {LimineFile.Blake2Digits} (BLAKE2b)", menu.Path, "write its BLAKE2b hash there (b2sum), or none, then plan again");
        }

        return hashed.IsEmpty
            ? []
            :
            [
                new BootChecksumsChange(
                    "boot-checksums", "Write the new images' checksums into Limine's configuration", "Limine starts no image whose hash is not the one that the entry names.", menu.Path,
                    hashed.ToImmutableSortedDictionary(pair => pair.Module.Path, pair => pair.Image, StringComparer.Ordinal)),
            ];
    }
}
