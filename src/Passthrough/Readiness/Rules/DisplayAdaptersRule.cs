using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Is there a card to give away and one to keep.</summary>
internal static class DisplayAdaptersRule
{
    /// <summary>At most one finding.</summary>
    public static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (facts.Display.Cards.IsEmpty)
        {
            yield return new Finding(
                "no-display-adapter",
                Severity.Blocking,
                "This machine has no display adapter on PCI.",
                [new Evidence(Places.PciDevices, $"{facts.Pci.Devices.Length} functions, none of class 03")],
                "A graphics card is needed that a guest can own.");
        }
        else if (facts.Display.Cards is [var only])
        {
            yield return new Finding(
                "gpu-only-display",
                Severity.Blocking,
                "This is the only display adapter: giving it away leaves the host without a picture.",
                [new Evidence(Places.PciDevices, "one graphics card (class 03)")],
                "Switch on the processor's own graphics in the firmware setup, or add a second card, however cheap, for the host.",
                only.Display);
        }
    }
}
