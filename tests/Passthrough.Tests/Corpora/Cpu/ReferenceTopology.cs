using Passthrough.Host.Cpu;

namespace Passthrough.Tests.Corpora.Cpu;

/// <summary>What someone else says about a machine: sets of CPUs by kind of object. A kind without an answer is null.</summary>
internal sealed class ReferenceTopology
{
    public required CpuSet Cpus { get; init; }

    public Dictionary<string, HashSet<CpuSet>> Sets { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, CpuSet> Nodes { get; } = [];

    /// <summary>The kinds about which both speak, and where they differ; ours is looked at only where the reference sees the CPUs.</summary>
    public IEnumerable<(string Kind, string Difference)> Compare(CpuTopology ours)
    {
        foreach (var (kind, theirs) in Sets.Where(each => each.Value.Count > 0).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            yield return (kind, Difference(Visible(theirs), Visible(SetsOf(ours, kind))));
        }

        if (Nodes.Count > 0)
        {
            // Where the kernel knows no nodes, others make one of the whole machine.
            yield return ("nodes", Difference(
                [.. Nodes.Where(node => !node.Value.IsEmpty).Select(node => node.Value)],
                Visible(ours.Nodes.IsEmpty ? [ours.Online] : ours.Nodes.Select(node => node.Cpus))));
        }
    }

    private static IEnumerable<CpuSet> SetsOf(CpuTopology ours, string kind) => kind switch
    {
        "cores" => ours.Cores.Select(core => core.Cpus),
        "packages" => ours.Packages.Select(group => group.Cpus),
        "dies" => ours.Dies.Select(group => group.Cpus),
        "clusters" => ours.Clusters.Select(group => group.Cpus),
        "L2" => ours.Caches.Where(cache => cache.Level == 2 && cache.Type is not "Instruction").Select(cache => cache.Cpus),
        "L3" => ours.L3.Select(cache => cache.Cpus),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static string Difference(HashSet<CpuSet> theirs, HashSet<CpuSet> ours) =>
        theirs.SetEquals(ours)
            ? ""
            : $"theirs only: {string.Join(" | ", theirs.Except(ours).Take(8))}; ours only: {string.Join(" | ", ours.Except(theirs).Take(8))}";

    private HashSet<CpuSet> Visible(IEnumerable<CpuSet> sets) => [.. sets.Select(set => set.Intersect(Cpus)).Where(set => !set.IsEmpty)];
}
