using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Who has the card open now.</summary>
internal static class HolderRule
{
    /// <summary>At most two findings for each card.</summary>
    public static IEnumerable<Finding> Judge(HostFacts facts)
    {
        foreach (var card in facts.Display.Cards)
        {
            if (!card.Holders.IsEmpty)
            {
                yield return new Finding(
                    "gpu-held",
                    Severity.Warning,
                    "Programs have the card open; they lose it at the next boot, and it cannot be taken while they run.",
                    [.. card.Holders.Select(holder => new Evidence(holder.Node, $"{holder.Command} (process {holder.ProcessId})"))],
                    "End them, or move the desktop to the other card.",
                    card.Display);
            }

            if (facts.Display is { AreHoldersKnown: true, ProcessesNotSeen: > 0 })
            {
                yield return new Finding(
                    "gpu-holders-unsure",
                    Severity.Note,
                    $"{facts.Display.ProcessesNotSeen} processes of others could not be looked into, so more may have the card open.",
                    [new Evidence(HostRoots.Live.Proc(), $"{facts.Display.ProcessesNotSeen} processes closed to this user")],
                    "Root sees all: sudo passthrough check",
                    card.Display);
            }
        }
    }
}
