using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Cpu;

/// <summary>Understands the kernel's frequency policies.</summary>
public static class FrequencyPolicies
{
    /// <summary>The CPUs of <c>affected_cpus</c>, whose numbers are parted by blanks; empty when there is no text or it is rubbish.</summary>
    /// <param name="text">The text.</param>
    public static CpuSet Cpus(string? text)
    {
        var words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return CpuSet.Of(words.Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1));
    }

    /// <summary>One entry for all CPUs that are governed alike, ordered by first CPU.</summary>
    /// <param name="policies">The policies.</param>
    public static ImmutableArray<CpuScaling> Merge(IEnumerable<CpuScaling> policies) =>
    [
        .. policies
            .GroupBy(policy => policy with { Cpus = CpuSet.Empty })
            .Select(alike => alike.Key with { Cpus = CpuSet.Of(alike.SelectMany(policy => policy.Cpus)) })
            .OrderBy(policy => policy.Cpus.First),
    ];
}
