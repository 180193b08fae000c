using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Planning.Tuning;

/// <summary>
/// Huge pages that the kernel sets aside as it starts, when memory is not fragmented yet: the words <c>hugepagesz=</c> and <c>hugepages=</c>
/// (the kernel's <c>Documentation/admin-guide/mm/hugetlbpage.rst</c>).
/// </summary>
public static class HugePageReservation
{
    /// <summary>The size of a small huge page in KiB.</summary>
    public const long Small = 2 << 10;

    /// <summary>The size of a large huge page in KiB.</summary>
    public const long Large = 1 << 20;

    /// <summary>What the host keeps at least, in MiB.</summary>
    internal const long HostMiB = 1024;

    /// <summary>The first that reads <c>hugepages=NODE:COUNT</c>.</summary>
    private const string FirstKernelWithNodes = "5.16";

    private const string Count = "hugepages=";
    private const string Size = "hugepagesz=";
    private const string DefaultSize = "default_hugepagesz=";

    /// <summary>The pages that a request asks for; null when for none.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    public static HugePagesReserved? Of(HostFacts facts, PlanRequest request)
    {
        if (request.HugePagesMiB is not { } amount)
        {
            return null;
        }

        var size = request.HugePageKib ?? (IsPossible(facts, Large) && amount % (Large >> 10) == 0 ? Large : Small);
        return new HugePagesReserved(size, ((amount << 10) + size - 1) / size) { Node = request.HugePagesNode };
    }

    /// <summary>The words.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="RefusedException">The machine cannot do it, or reserves pages already.</exception>
    internal static ImmutableArray<string> Words(HostFacts facts, PlanRequest request)
    {
        if (Of(facts, request) is not { } pages)
        {
            return [];
        }

        if (!IsPossible(facts, pages.SizeKib))
        {
            throw new RefusedException($"this machine has no pages of {NameOf(pages.SizeKib)}", HostRoots.Live.Proc("cpuinfo"), "ask for the other size: --hugepage-size 2M");
        }

        if (pages.Node is { } node)
        {
            RequireNode(facts, node, pages);
        }

        if (facts.Memory.TotalKib is { } total && (pages.SizeKib * pages.Pages) + (HostMiB << 10) > total)
        {
            throw new RefusedException(
                $"huge pages of {(pages.SizeKib * pages.Pages) >> 10} MiB leave the host too little of its {total >> 10} MiB", HostRoots.Live.Proc("meminfo"), $"ask for at most {Math.Max(0, (total >> 10) - HostMiB)}M");
        }

        ImmutableArray<string> words = [$"{Size}{NameOf(pages.SizeKib)}", $"{Count}{(pages.Node is { } on ? $"{on}:" : "")}{pages.Pages}"];
        RequireNoOthers(facts.Boot, words);
        return words;
    }

    private static void RequireNode(HostFacts facts, int node, HugePagesReserved pages)
    {
        var folder = HostRoots.Live.Sys("devices/system/node");
        var memory = facts.Memory.Nodes.FirstOrDefault(other => other.Node == node)
            ?? throw new RefusedException($"this machine has no NUMA node {node}", folder, facts.Memory.Nodes.IsEmpty ? "plan without --hugepages-node" : $"it has {string.Join(", ", facts.Memory.Nodes.Select(other => other.Node))}");
        if (memory.TotalKib < pages.SizeKib * pages.Pages)
        {
            throw new RefusedException($"node {node} has {memory.TotalKib >> 10} MiB, less than {(pages.SizeKib * pages.Pages) >> 10} MiB of huge pages", folder, "ask for less, or plan without --hugepages-node");
        }

        if (facts.Boot.Kernels.FirstOrDefault(kernel => KernelVersionOrder.Instance.Compare(kernel.Version, FirstKernelWithNodes) < 0) is { } old)
        {
            throw new RefusedException($"kernel {old.Version} cannot set huge pages aside on one node as it starts (since {FirstKernelWithNodes})", old.ImagePath, "remove this kernel, or plan without --hugepages-node");
        }
    }

    /// <summary>The size as the kernel line has it.</summary>
    /// <param name="kib">In KiB.</param>
    internal static string NameOf(long kib) => kib >= Large ? $"{kib >> 20}G" : $"{kib >> 10}M";

    /// <summary>These words mean something by their order: what a person wrote is neither added to nor taken apart.</summary>
    private static void RequireNoOthers(BootFacts boot, ImmutableArray<string> words)
    {
        foreach (var entry in boot.Entries.Where(entry => entry.IsOrdinary))
        {
            ImmutableArray<string> own = [.. entry.Parameters.Where(IsAboutHugePages)];
            if (!own.IsEmpty && !own.SequenceEqual(words, StringComparer.Ordinal))
            {
                throw new RefusedException($"the boot entry '{entry.Title}' reserves huge pages already: {string.Join(' ', own)}", entry.Path ?? boot.Loader.ConfigurationPath, "take these words off the kernel line, or plan without --hugepages");
            }
        }
    }

    private static bool IsAboutHugePages(string word) =>
        word.StartsWith(Count, StringComparison.Ordinal) || word.StartsWith(Size, StringComparison.Ordinal) || word.StartsWith(DefaultSize, StringComparison.Ordinal);

    private static bool IsPossible(HostFacts facts, long sizeKib) =>
        facts.Memory.HugePages.IsEmpty ? sizeKib == Small || facts.Cpu.HasGiantPages == true : facts.Memory.HugePages.Any(pool => pool.SizeKib == sizeKib);
}
