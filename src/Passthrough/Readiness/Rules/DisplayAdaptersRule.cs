using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Is there a card to give away and one to keep.</summary>
internal static class DisplayAdaptersRule
{
    private static readonly FindingKind NoDisplayAdapter = new("no-display-adapter", Severity.Blocking, "No PCI function has class 03.");
    private static readonly FindingKind GpuOnlyDisplay = new("gpu-only-display", Severity.Blocking, "The machine has only this one graphics card.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is there a card to give away and one to keep?",
        [NoDisplayAdapter, GpuOnlyDisplay],
        Judge);

    /// <summary>At most one finding.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (facts.Display.Cards.IsEmpty)
        {
            yield return NoDisplayAdapter.Found(
                "This machine has no display adapter on PCI.",
                [new Evidence(Places.PciDevices, $"{facts.Pci.Devices.Length} functions, none of class 03")],
                "A graphics card is needed that a guest can own.");
        }
        else if (facts.Display.Cards is [var only])
        {
            yield return GpuOnlyDisplay.Found(
                "This is the only display adapter: giving it away leaves the host without a picture.",
                [new Evidence(Places.PciDevices, "one graphics card (class 03)")],
                $"Switch on the processor's own graphics in the firmware setup, or add a second card, however cheap, for the host; or let a guest have the screen while it runs: passthrough plan --gpu {only.Display} --isolation on-demand, and 'single-gpu: on' in passthrough.yaml.",
                only.Display);
        }
    }
}
