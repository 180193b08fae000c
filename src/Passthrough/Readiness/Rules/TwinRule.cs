using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Two cards with the same ids can be told apart by address only.</summary>
internal static class TwinRule
{
    private static readonly FindingKind GpuTwin = new("gpu-twin", Severity.Note, "Another card has the same vendor and device ids.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Has the card a twin?",
        [GpuTwin],
        Judge);

    /// <summary>At most one finding for each card.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        foreach (var card in facts.Display.Cards)
        {
            var ids = facts.Pci.Find(card.Display)?.Identity.Ids;
            var twins = facts.Display.Cards
                .Where(other => other.Display != card.Display && string.Equals(facts.Pci.Find(other.Display)?.Identity.Ids, ids, StringComparison.Ordinal))
                .ToList();
            if (twins.Count > 0)
            {
                yield return GpuTwin.Found(
                    $"Another card has the same ids {ids}: only binding by address keeps them apart, which is how this program binds.",
                    [.. twins.Select(twin => new Evidence(DeviceWords.SysfsPath(twin.Display), $"{ids}"))],
                    "Use neither vfio-pci.ids nor new_id: they would take both.",
                    card.Display);
            }
        }
    }
}
