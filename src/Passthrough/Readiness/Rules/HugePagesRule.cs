using System.Globalization;
using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Are huge pages set aside, and how large a guest fits into those that are free.</summary>
internal static class HugePagesRule
{
    private static readonly FindingKind HugePagesFree = new("huge-pages-free", Severity.Note, "Huge pages are set aside, and some are free.");
    private static readonly FindingKind HugePagesUsed = new("huge-pages-used", Severity.Note, "Huge pages are set aside, and none is free.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "How large a guest do the huge pages hold?",
        [HugePagesFree, HugePagesUsed],
        Judge);

    /// <summary>At most one finding; none where none are set aside, which is the usual case.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (facts.Memory is { HugePagesTotal: > 0 and var total, HugePagesFree: { } free, HugePageKib: > 0 and var size })
        {
            var evidence = new Evidence(HostRoots.Live.Proc("meminfo"), string.Create(CultureInfo.InvariantCulture, $"HugePages_Total {total}, HugePages_Free {free}, Hugepagesize {size} kB"));
            yield return free > 0
                ? HugePagesFree.Found(
                    string.Create(CultureInfo.InvariantCulture, $"The free huge pages hold a guest of {free * size / 1024} MiB; a larger one with huge pages does not start (\"unable to map backing store\")."), [evidence])
                : HugePagesUsed.Found("All huge pages are in use: no further guest with huge pages starts (\"unable to map backing store\").", [evidence]);
        }
    }
}
