using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Who has the card open now.</summary>
internal static class HolderRule
{
    private static readonly FindingKind GpuHeld = new("gpu-held", Severity.Warning, "A process has a device node of the card open.");
    private static readonly FindingKind GpuHoldersUnsure = new("gpu-holders-unsure", Severity.Note, "Processes of other users could not be looked into.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Who has the card open now?",
        [GpuHeld, GpuHoldersUnsure],
        Judge);

    /// <summary>At most two findings for each card.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        foreach (var card in facts.Display.Cards)
        {
            if (!card.Holders.IsEmpty)
            {
                yield return GpuHeld.Found(
                    "Programs have the card open; they lose it at the next boot, and it cannot be taken while they run.",
                    [.. card.Holders.Select(holder => new Evidence(holder.Node, $"{holder.Command} (process {holder.ProcessId})"))],
                    "End them, or move the desktop to the other card.",
                    card.Display);
            }

            if (facts.Display is { AreHoldersKnown: true, ProcessesNotSeen: > 0 })
            {
                yield return GpuHoldersUnsure.Found(
                    $"{facts.Display.ProcessesNotSeen} processes of others could not be looked into, so more may have the card open.",
                    [new Evidence(HostRoots.Live.Proc(), $"{facts.Display.ProcessesNotSeen} processes closed to this user")],
                    "Root sees all: sudo passthrough check",
                    card.Display);
            }
        }
    }
}
