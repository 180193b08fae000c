using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>A screen on the card shows the guest later, not the host.</summary>
internal static class ScreenRule
{
    /// <summary>At most one finding for each card that does not boot the machine.</summary>
    public static IEnumerable<Finding> Judge(HostFacts facts) =>
        facts.Display.Cards
            .Where(card => card.IsBoot is not true && !card.ConnectedOutputs.IsEmpty)
            .Select(card => new Finding(
                "gpu-has-screen",
                Severity.Note,
                "A screen is plugged into this card: it stays dark until the guest shows something.",
                [new Evidence(HostRoots.Live.Sys("class/drm"), string.Join(", ", card.ConnectedOutputs))],
                Gpu: card.Display));
}
