using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Planning.Guard;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Planning.BootChains;

/// <summary>
/// GRUB with entry files that <c>blscfg</c> reads (Fedora and its kin). What <c>grubby --update-kernel=ALL --args</c> edits is edited: the entries, <c>/etc/kernel/cmdline</c> for those of later kernels, and
/// <c>/etc/default/grub</c>, from which a <c>grub2-mkconfig</c> may write them anew.
/// </summary>
internal static class GrubLoaderEntriesChain
{
    private const string Variable = "$kernelopts";

    /// <summary>The chain.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    /// <param name="program">See <see cref="BootChain.Of"/>.</param>
    /// <exception cref="RefusedException">A file cannot be edited with certainty.</exception>
    public static BootChain Of(HostFacts facts, KernelWish wish, string program)
    {
        var boot = facts.Boot;
        var entries = LoaderEntryLines.Ordinary(boot);
        if (entries.FirstOrDefault(entry => entry.Options.Contains(Variable, StringComparer.Ordinal)) is { } indirect)
        {
            throw new RefusedException(
                $"the kernel line of '{indirect.Title ?? indirect.Id}' is in GRUB's variable kernelopts, which this program does not edit", indirect.Path,
                $"by hand: sudo grubby --update-kernel=ALL --args=\"{string.Join(' ', KernelWordsFor.Wanted(wish))}\"");
        }

        return new BootChain(
            KernelWordsFor.Wanted(wish),
            [
                .. GrubChain.Defaults(facts, wish).Changes,
                .. LoaderEntryLines.Later(boot, boot.Grub?.DefaultLoaderEntry, wish),
                .. LoaderEntryLines.Present(boot, entries, wish),
            ],
            [],
            BootImages.Of(boot.Kernels, boot.Presets, withCopies: false),
            images => GrubGuard.Of(facts, program, images));
    }
}
