using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness;

/// <summary>One thing that a rule can find, as <c>docs/checks.md</c> lists it.</summary>
/// <param name="Id">A stable name such as <c>iommu-off-in-kernel</c>; names that begin with <c>gpu-</c> are about one card, the others about the machine.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Meaning">One sentence: what is so when it is found.</param>
public sealed record FindingKind(string Id, Severity Severity, string Meaning)
{
    /// <summary>A finding of this kind.</summary>
    /// <param name="title">One sentence, about this machine.</param>
    /// <param name="evidence">What it rests on.</param>
    /// <param name="remedy">What to do; null when nothing is to be done.</param>
    /// <param name="gpu">The graphics card that it is about; null when it is about the machine.</param>
    public Finding Found(string title, ImmutableArray<Evidence> evidence, string? remedy = null, PciAddress? gpu = null) => new(Id, Severity, title, evidence, remedy, gpu);
}
