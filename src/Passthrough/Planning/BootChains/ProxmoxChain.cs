using System.Collections.Immutable;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Planning.Guard;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Planning.BootChains;

/// <summary>
/// Proxmox' <c>proxmox-boot-tool</c>: systemd-boot or GRUB, kernels, images and entries are on one or more EFI system partitions that are not mounted. The tool writes them from <c>/boot</c>, and the kernel line from the first
/// line of <c>/etc/kernel/cmdline</c> (systemd-boot) or by <c>update-grub</c> from <c>/etc/default/grub</c> (GRUB, also with a BIOS). So these files are edited, and the tool is run when all is written, and when all is
/// taken back.
/// </summary>
internal static class ProxmoxChain
{
    private const string RootWord = "root=";

    /// <summary>The chain.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    /// <exception cref="RefusedException">A file cannot be edited with certainty.</exception>
    public static BootChain Of(HostFacts facts, KernelWish wish)
    {
        var boot = facts.Boot;
        var partitions = HostRoots.Live.Etc(KernelLineTools.ProxmoxPartitions);
        return new BootChain(
            KernelWordsFor.Wanted(wish),
            boot.Loader.Kind == BootLoaderKind.Grub ? GrubChain.Defaults(facts, wish).Changes : CommandLineFile(boot, wish),
            [],
            BootImages.Of(boot.Kernels, boot.Presets, withCopies: false),
            _ => throw new RefusedException(
                "what starts this machine is on partitions that are not mounted and that proxmox-boot-tool writes, so today's start cannot be kept beside the new one", partitions,
                $"see that you can reach the boot menu of this machine (e there, and the word passthrough=off, starts it once without isolation), {BootGuard.Insist}"))
        {
            Carried =
            [
                new BootPartitionsChange(
                    "boot-partitions", "Write the boot partitions anew",
                    "proxmox-boot-tool copies kernels, images and kernel line to each EFI system partition that it keeps. Undo runs it once more, when all else is as before.",
                    partitions),
            ],
            AreEntriesSeen = false,
        };
    }

    private static ImmutableArray<Change> CommandLineFile(BootFacts boot, KernelWish wish)
    {
        var path = HostRoots.Live.Etc("kernel/cmdline");
        var before = boot.ConfigurationFile(path)?.Text ?? "";
        var configured = KernelLineText.FirstLineOf(before);

        // Without the file the tool takes the running kernel's line: after undo that would still be the new one.
        if (!configured.Any(word => word.StartsWith(RootWord, StringComparison.Ordinal)))
        {
            throw new RefusedException(
                $"the first line of {path}, from which proxmox-boot-tool takes the kernel line, is absent or has no {RootWord}", path,
                $"write one line into it, as this machine is started now ({HostRoots.Live.Proc("cmdline")} without initrd=), then plan again");
        }

        var words = KernelWordsFor.Of(wish, configured);
        var after = KernelLineText.EditFirstLine(before, KernelWordsFor.Missing(words, configured), words.Against) ?? throw LoaderEntryLines.NotUnderstood(path, words.Wanted);
        return OwnFile.Write(
            boot, "kernel-command-line", "Switch the IOMMU on at boot", BootChain.LineReason(wish, [.. words.Against.Keys.Order(StringComparer.Ordinal)]), path, after, NewFileMode.Plain);
    }
}
