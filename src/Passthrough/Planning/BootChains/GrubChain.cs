using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Reading;
using Passthrough.Planning.Guard;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Planning.BootChains;

/// <summary>GRUB with a configuration that <c>grub-mkconfig</c> generates.</summary>
internal static class GrubChain
{
    /// <summary>The chain.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    /// <param name="program">See <see cref="BootChain.Of"/>.</param>
    public static BootChain Of(HostFacts facts, KernelWish wish, string program)
    {
        var boot = facts.Boot;
        var (defaults, wanted) = Defaults(facts, wish);
        var entryLacks = boot.Entries.Any(entry => entry.IsOrdinary && wanted.Any(word => !KernelWordsFor.Has(entry.Parameters, word)));
        return new BootChain(
            wanted,
            defaults,
            defaults.IsEmpty && !entryLacks
                ? []
                :
                [
                    new BootConfigurationChange(
                        "boot-configuration", "Generate GRUB's configuration anew",
                        "GRUB boots what its generated configuration says. The new file is read back and checked before it replaces the old one; recovery entries stay without the words.",
                        boot.Loader.ConfigurationPath!, wanted),
                ],
            BootImages.Of(boot.Kernels, boot.Presets, withCopies: false),
            images => GrubGuard.Of(facts, program, images));
    }

    /// <summary>The changes of the files that <c>grub-mkconfig</c> takes the kernel line from, and the words; no changes where there are no such files.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    public static (ImmutableArray<Change> Changes, ImmutableArray<string> Wanted) Defaults(HostFacts facts, KernelWish wish)
    {
        if (facts.Boot.Loader.DefaultsPath is not { } path)
        {
            return ([], KernelWordsFor.Wanted(wish));
        }

        var line = GrubKernelLine.Plan(path, Files(facts.Boot), wish);
        return (
            [
                .. line.Files.Select(file => new FileChange(
                    "kernel-command-line", "Switch the IOMMU on at boot", BootChain.LineReason(wish, line.Replaced), file.Path, file.Before, file.After, NewFileMode.Plain, UnifiedDiff.Between(file.Path, file.Before, file.After))),
            ],
            line.Wanted);
    }

    /// <summary>The main file first, then the fragments in the order of their names, as <c>grub-mkconfig</c> sources them.</summary>
    private static ImmutableArray<TextFile> Files(BootFacts boot)
    {
        var fragments = boot.Loader.DefaultsPath + ".d/";
        return
        [
            .. boot.ConfigurationFiles.Where(file => string.Equals(file.Path, boot.Loader.DefaultsPath, StringComparison.Ordinal)),
            .. boot.ConfigurationFiles.Where(file => file.Path.StartsWith(fragments, StringComparison.Ordinal)).OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }
}
