using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness;

/// <summary>The one answer about one card.</summary>
/// <param name="Gpu">The card's display function.</param>
/// <param name="Readiness">The answer.</param>
/// <param name="Why">The titles of the findings that decide it; empty when the card is ready.</param>
public sealed record GpuVerdict(PciAddress Gpu, GpuReadiness Readiness, ImmutableArray<string> Why)
{
    /// <summary>The answer that follows from findings: those about the machine and those about this card.</summary>
    /// <param name="gpu">The card's display function.</param>
    /// <param name="findings">All findings of the machine.</param>
    public static GpuVerdict Of(PciAddress gpu, IEnumerable<Finding> findings)
    {
        var concerned = findings.Where(finding => finding.Gpu is null || finding.Gpu == gpu).ToList();
        return Titles(concerned, Severity.Blocking) is { IsEmpty: false } blocking ? new GpuVerdict(gpu, GpuReadiness.No, blocking)
            : Titles(concerned, Severity.Fixable) is { IsEmpty: false } steps ? new GpuVerdict(gpu, GpuReadiness.ReadyAfterSteps, steps)
            : new GpuVerdict(gpu, GpuReadiness.Ready, []);
    }

    private static ImmutableArray<string> Titles(List<Finding> findings, Severity severity) =>
        [.. findings.Where(finding => finding.Severity == severity).Select(finding => finding.Title)];
}
