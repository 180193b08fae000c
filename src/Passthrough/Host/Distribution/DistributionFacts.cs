using System.Collections.Immutable;

namespace Passthrough.Host.Distribution;

/// <summary>The distribution, from os-release(5) (<c>/etc/os-release</c>, else <c>/usr/lib/os-release</c>).</summary>
/// <param name="Id"><c>ID</c>; null when absent.</param>
/// <param name="IdLike"><c>ID_LIKE</c>, split; empty when absent.</param>
/// <param name="VersionId"><c>VERSION_ID</c>; null when absent (rolling releases).</param>
/// <param name="PrettyName"><c>PRETTY_NAME</c>; null when absent.</param>
public sealed record DistributionFacts(string? Id, ImmutableArray<string> IdLike, string? VersionId, string? PrettyName)
{
    /// <summary>True when this is the named distribution or says that it is like it.</summary>
    public bool Is(string id) =>
        string.Equals(Id, id, StringComparison.Ordinal) || IdLike.Contains(id, StringComparer.Ordinal);
}
