using System.Collections.Immutable;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Planning.KernelLine;

/// <summary>Decides how kernelstub's configuration changes, from which it writes its two entries anew with each kernel and each initramfs.</summary>
internal static class KernelstubLine
{
    /// <summary>The change; none when the configuration says all of it.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="wish">What is wanted.</param>
    /// <exception cref="RefusedException">The file cannot be edited with certainty.</exception>
    public static ImmutableArray<Change> Later(BootFacts boot, KernelWish wish)
    {
        var path = HostRoots.Live.Etc(KernelLineTools.KernelstubConfiguration);
        PlanRefusals.RequireExact(boot, path);
        var before = boot.ConfigurationFile(path)?.Text ?? "";
        var configured = KernelstubConfiguration.WordsOf(before);
        var words = KernelWordsFor.Of(wish, configured ?? []);
        var missing = KernelWordsFor.Missing(words, configured ?? []);
        if (configured is null || KernelstubConfiguration.Edit(before, missing, words.Against) is not { } after)
        {
            throw new RefusedException(
                "kernelstub's configuration cannot be edited with certainty: it is no JSON, or user.kernel_options is neither a list of words nor one line of them", path,
                $"let kernelstub write it: sudo kernelstub --add-options \"{string.Join(' ', words.Wanted)}\"; then plan again");
        }

        return string.Equals(before, after, StringComparison.Ordinal)
            ? []
            :
            [
                new KernelLineChange(
                    "kernel-command-line", "Switch the IOMMU on in the entries that kernelstub writes", "kernelstub writes both entries anew from this file with each kernel that is installed and each initramfs that is built.",
                    path, before, after, missing, words.Against, UnifiedDiff.Between(path, before, after))
                {
                    Form = KernelLineForm.Kernelstub,
                },
            ];
    }
}
