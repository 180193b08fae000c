using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot.Ostree;
using Passthrough.Planning.Guard;
using Passthrough.Planning.Isolation;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Planning.BootChains;

/// <summary>
/// rpm-ostree (Fedora Atomic, Bazzite): kernel line and initramfs belong to a deployment, which is never changed. The tool makes a new one with other words and with files of <c>/etc</c> in its initramfs, which the boot loader
/// gets as the machine shuts down; the present one stays in the menu. What it does is taken back by its own words swapped.
/// </summary>
internal static class RpmOstreeChain
{
    private const string Tool = "rpm-ostree";

    /// <summary>The chain.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    /// <param name="isIsolating">True when udev's rule has to be in the initramfs.</param>
    /// <exception cref="NeedsRootException">What the next start uses cannot be read.</exception>
    public static BootChain Of(HostFacts facts, KernelWish wish, bool isIsolating)
    {
        var boot = facts.Boot;
        var next = boot.NextDeployment ?? throw new NeedsRootException("what rpm-ostree has prepared for the next start cannot be read", HostRoots.Live.Run("ostree/staged-deployment"), "run the same command with sudo");
        return new BootChain(
            KernelWordsFor.Wanted(wish),
            Line(next, wish),
            isIsolating && !next.InitramfsFiles.Contains(EarlyRule.Path, StringComparer.Ordinal) ? [Tracked()] : [],
            [],
            _ => throw new RefusedException(
                "rpm-ostree writes the boot entries anew as the machine shuts down, and each time under other paths, so today's start cannot be kept as the default while the new one is tried", boot.Loader.ConfigurationPath,
                $"the deployment of today stays in the boot menu, one line below: see that you can reach that, {BootGuard.Insist}"))
        {
            AreEntriesSeen = false,
        };
    }

    private static ImmutableArray<Change> Line(NextDeployment next, KernelWish wish)
    {
        var words = KernelWordsFor.Of(wish, next.Words);
        ImmutableArray<string> removed = [.. words.Against.Keys.Order(StringComparer.Ordinal)];
        ImmutableArray<string> added = [.. words.Wanted.Where(word => !KernelWordsFor.Has(next.Words.Except(removed, StringComparer.Ordinal), word))];
        return added.IsEmpty && removed.IsEmpty
            ? []
            :
            [
                new ToolChange(
                    "kernel-command-line", "Make a deployment with the IOMMU on", BootChain.LineReason(wish, removed), "kernel line of the next deployment",
                    [Tool, "kargs", .. added.Select(Append), .. removed.Select(Delete)],
                    [Tool, "kargs", .. added.Select(Delete), .. removed.Select(Append)],
                    new NextDeploymentHasWords(added, removed)),
            ];
    }

    private static ToolChange Tracked() => new(
        "initramfs-etc", "Put the rule into the initramfs of each deployment", "The initramfs is built elsewhere; rpm-ostree adds files of /etc to it, in this deployment and each later one. udev reads the rule there before it loads a driver. Where bootc updates the machine it refuses to from then on: update by 'rpm-ostree upgrade', or plan with --isolation on-demand.",
        "files in the initramfs of the next deployment",
        [Tool, "initramfs-etc", $"--track={EarlyRule.Path}"], [Tool, "initramfs-etc", $"--untrack={EarlyRule.Path}"], new NextInitramfsHolds(EarlyRule.Path));

    private static string Append(string word) => $"--append-if-missing={word}";

    private static string Delete(string word) => $"--delete-if-present={word}";
}
