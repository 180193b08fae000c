using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness;

/// <summary>One verdict of one rule.</summary>
/// <param name="Id">A stable name such as <c>iommu-off-in-kernel</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Title">One sentence.</param>
/// <param name="Evidence">What it rests on; never empty for <see cref="Severity.Warning"/> and above.</param>
/// <param name="Remedy">What to do; null when nothing is to be done.</param>
/// <param name="Gpu">The graphics card that it is about; null when it is about the machine.</param>
public sealed record Finding(
    string Id,
    Severity Severity,
    string Title,
    ImmutableArray<Evidence> Evidence,
    string? Remedy = null,
    PciAddress? Gpu = null);
