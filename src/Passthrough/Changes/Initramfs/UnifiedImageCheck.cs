using Passthrough.Host.Boot;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Planning;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Changes.Initramfs;

/// <summary>Judges a unified kernel image against what is wanted of it, apart from the initramfs in it. Pure.</summary>
public static class UnifiedImageCheck
{
    /// <summary>What is wrong with the image; null when nothing is.</summary>
    /// <param name="image">The image; null when the file is none.</param>
    /// <param name="kernelVersion">The kernel that it was built for.</param>
    /// <param name="needs">What is wanted.</param>
    public static string? Objection(UnifiedImage? image, string kernelVersion, UnifiedImageNeeds needs)
    {
        if (image is null)
        {
            return "it is no unified kernel image";
        }

        if (image.KernelVersion is { } version && !string.Equals(version, kernelVersion, StringComparison.Ordinal))
        {
            return $"it holds the kernel {version}";
        }

        if (needs.MustHaveParameters.FirstOrDefault(word => !KernelWordsFor.Has(image.Parameters, word)) is { } word)
        {
            return $"its kernel line lacks {word}: {image.CommandLine}";
        }

        if (!string.Equals(BootLoaderDecision.Root(image.Parameters), needs.MustHaveRoot, StringComparison.Ordinal))
        {
            return $"its kernel line has not {needs.MustHaveRoot ?? "an absent root="}, as the image before: {image.CommandLine}";
        }

        return needs.MustBeSigned && !image.IsSigned ? "it is not signed, as the image before was, and Secure Boot would not start it: have its builder sign it (/etc/kernel/uki.conf, sbctl, or uefi_secureboot_key of dracut)" : null;
    }
}
