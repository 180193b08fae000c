using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>What is there and could not be read is said, so that silence about it is not taken for good news.</summary>
internal static class ReadProblemsRule
{
    private static readonly FindingKind NotReadable = new("not-readable", Severity.Note, "Something exists and could not be read.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Could everything be read?",
        [NotReadable],
        Judge);

    /// <summary>At most one finding.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (!facts.Problems.IsEmpty)
        {
            yield return NotReadable.Found(
                facts.Problems.Length == 1 ? "One thing could not be read." : $"{facts.Problems.Length} things could not be read.",
                [.. facts.Problems.Select(problem => new Evidence(problem.Path, problem.Reason))],
                facts.Problems.Any(problem => problem.Errno is 1 or 13) ? "Root may read more: sudo passthrough check" : null);
        }
    }
}
