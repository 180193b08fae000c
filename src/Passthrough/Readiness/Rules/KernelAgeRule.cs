using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Readiness.Rules;

/// <summary>Is the kernel new enough, and does the configuration fit its age.</summary>
internal static class KernelAgeRule
{
    private static readonly FindingKind KernelOld = new("kernel-old", Severity.Warning, "The running kernel is older than 5.4.");
    private static readonly FindingKind VirqfdInInitramfs = new("vfio-virqfd-in-initramfs", Severity.Warning, "mkinitcpio, dracut or booster is told to bring vfio_virqfd, which is gone since Linux 6.2.");
    private static readonly FindingKind VirqfdListed = new("vfio-virqfd-listed", Severity.Note, "A list of modules names vfio_virqfd, which is gone since Linux 6.2.");

    private const string FirstGoodKernel = "5.4";
    private const string FirstWithoutVirqfd = "6.2";

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is the kernel new enough, and does what is configured fit it?",
        [KernelOld, VirqfdInInitramfs, VirqfdListed],
        Judge);

    /// <summary>At most two findings.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (facts.Boot.RunningKernel is { } running && char.IsAsciiDigit(running.FirstOrDefault()) && IsBefore(running, FirstGoodKernel))
        {
            yield return KernelOld.Found(
                $"Linux {running} is old for passthrough: many fixes of VFIO, of resets and of ports that keep devices apart came later.",
                [new Evidence(HostRoots.Live.Proc("sys/kernel/osrelease"), running)],
                "Install a newer kernel (5.15 or later is best), from a newer release of the distribution or its backports.");
        }

        ImmutableArray<ModuleMention> mentions = [.. facts.Boot.ModuleMentions.Where(mention => mention is { Module: "vfio_virqfd", Kind: ModuleMentionKind.Loaded or ModuleMentionKind.InInitramfs })];
        if (!mentions.IsEmpty && Newest(facts) is { } newest && !IsBefore(newest, FirstWithoutVirqfd))
        {
            var breaks = facts.Boot.Generator is InitramfsGenerator.Mkinitcpio or InitramfsGenerator.Dracut or InitramfsGenerator.Booster && mentions.Any(mention => mention.Kind == ModuleMentionKind.InInitramfs);
            yield return (breaks ? VirqfdInInitramfs : VirqfdListed).Found(
                breaks
                    ? $"vfio_virqfd is no module of Linux {newest}: building the initramfs reports an error, and the image may lack what comes after."
                    : $"vfio_virqfd is no module of Linux {newest}: naming it does nothing.",
                [.. mentions.Select(mention => new Evidence(mention.Path, "vfio_virqfd"))],
                $"Take vfio_virqfd out (it is part of vfio since Linux 6.2), then {Remedies.RebuildInitramfs(facts)}.");
        }
    }

    private static string? Newest(HostFacts facts) =>
        facts.Boot.Kernels.Select(kernel => kernel.Version).Append(facts.Boot.RunningKernel).OfType<string>().Max(KernelVersionOrder.Instance);

    private static bool IsBefore(string version, string other) => KernelVersionOrder.Instance.Compare(version, other) < 0;
}
