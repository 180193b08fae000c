using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>The card that the firmware boots with stays with the host.</summary>
internal static class BootCardRule
{
    private static readonly FindingKind GpuBootCard = new("gpu-boot-card", Severity.Blocking, "The firmware boots with this card while the machine has others.");
    private static readonly FindingKind GpuNotBootCard = new("gpu-not-boot-card", Severity.Good, "The firmware boots with another card.");
    private static readonly FindingKind GpuBootCardUnknown = new("gpu-boot-card-unknown", Severity.Warning, "The machine has several cards and the kernel does not say which one the firmware booted with.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Does the firmware boot with this card?",
        [GpuBootCard, GpuNotBootCard, GpuBootCardUnknown],
        Judge);

    /// <summary>One finding for each card where there are several; what <see cref="DisplayAdaptersRule"/> says about a single one is enough.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        foreach (var card in facts.Display.Cards.Where(_ => facts.Display.Cards.Length > 1))
        {
            var source = $"{DeviceWords.SysfsPath(card.Display)}/boot_vga";
            yield return card.IsBoot switch
            {
                true => GpuBootCard.Found(
                    "The firmware boots with this card; it stays with the host.",
                    [new Evidence(source, "1")],
                    "Choose another card for the guest, or make the other one the primary display in the firmware setup and plug the host's screen into it.",
                    card.Display),
                false => GpuNotBootCard.Found("The firmware boots with another card.", [new Evidence(source, "0, or absent while another card has 1")], gpu: card.Display),
                null => GpuBootCardUnknown.Found("Which card the firmware boots with is unknown.", [new Evidence(source, "absent")], "See that the host's screen is on another card.", card.Display),
            };
        }
    }
}
