using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>The card that the firmware boots with stays with the host.</summary>
internal static class BootCardRule
{
    /// <summary>One finding for each card where there are several; what <see cref="DisplayAdaptersRule"/> says about a single one is enough.</summary>
    public static IEnumerable<Finding> Judge(HostFacts facts)
    {
        foreach (var card in facts.Display.Cards.Where(_ => facts.Display.Cards.Length > 1))
        {
            var source = $"{DeviceWords.SysfsPath(card.Display)}/boot_vga";
            yield return card.IsBoot switch
            {
                true => new Finding(
                    "gpu-boot-card",
                    Severity.Blocking,
                    "The firmware boots with this card; it stays with the host.",
                    [new Evidence(source, "1")],
                    "Choose another card for the guest, or make the other one the primary display in the firmware setup and plug the host's screen into it.",
                    card.Display),
                false => new Finding("gpu-not-boot-card", Severity.Good, "The firmware boots with another card.", [new Evidence(source, "0, or absent while another card has 1")], Gpu: card.Display),
                null => new Finding("gpu-boot-card-unknown", Severity.Warning, "Which card the firmware boots with is unknown.", [new Evidence(source, "absent")], "See that the host's screen is on another card.", card.Display),
            };
        }
    }
}
