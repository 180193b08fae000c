using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>What is there and could not be read is said, so that silence about it is not taken for good news.</summary>
internal static class ReadProblemsRule
{
    /// <summary>At most one finding.</summary>
    public static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (!facts.Problems.IsEmpty)
        {
            yield return new Finding(
                "not-readable",
                Severity.Note,
                facts.Problems.Length == 1 ? "One thing could not be read." : $"{facts.Problems.Length} things could not be read.",
                [.. facts.Problems.Select(problem => new Evidence(problem.Path, problem.Reason))],
                facts.Problems.Any(problem => problem.Errno is 1 or 13) ? "Root may read more: sudo passthrough check" : null);
        }
    }
}
