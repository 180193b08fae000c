using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>A screen on the card shows the guest later, not the host.</summary>
internal static class ScreenRule
{
    private static readonly FindingKind GpuHasScreen = new("gpu-has-screen", Severity.Note, "A screen is plugged into a card that is not the boot card.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is a screen plugged into the card?",
        [GpuHasScreen],
        Judge);

    /// <summary>At most one finding for each card that does not boot the machine.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts) =>
        facts.Display.Cards
            .Where(card => card.IsBoot is not true && !card.ConnectedOutputs.IsEmpty)
            .Select(card => GpuHasScreen.Found(
                "A screen is plugged into this card: it stays dark until the guest shows something.",
                [new Evidence(HostRoots.Live.Sys("class/drm"), string.Join(", ", card.ConnectedOutputs))],
                gpu: card.Display));
}
