using Passthrough.Host;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness.Rules;

/// <summary>Is the card already kept from the host's drivers.</summary>
internal static class IsolationRule
{
    private static readonly FindingKind GpuIsolated = new("gpu-isolated", Severity.Good, "All functions of the card are on vfio-pci.");
    private static readonly FindingKind GpuNotIsolated = new("gpu-not-isolated", Severity.Fixable, "A function of the card is on another driver than vfio-pci.");
    private static readonly FindingKind GpuNoDriver = new("gpu-no-driver", Severity.Note, "The display function has no driver.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is the card isolated from the drivers of the host?",
        [GpuIsolated, GpuNotIsolated, GpuNoDriver],
        Judge);

    private const string VfioDriver = "vfio-pci";

    /// <summary>One finding for each card, and one more for a display function without a driver.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        foreach (var card in facts.Display.Cards)
        {
            var functions = card.Functions.Select(facts.Pci.Find).OfType<PciDevice>().ToList();
            var rest = functions.Where(function => function.Driver is not VfioDriver).ToList();
            if (rest.Count == 0)
            {
                yield return GpuIsolated.Found("All functions of the card are on vfio-pci.", [.. functions.Select(Driver)], gpu: card.Display);
                continue;
            }

            // The boot card and the only card stay with the host: there is nothing to be done about them.
            if (card.IsBoot is not true && facts.Display.Cards.Length > 1)
            {
                yield return GpuNotIsolated.Found(
                    rest.Count == functions.Count ? "The host's drivers still have the card." : "Not all functions of the card are on vfio-pci.",
                    [.. rest.Select(Driver)],
                    $"See the steps: passthrough plan --gpu {card.Display}",
                    card.Display);
            }

            if (functions.Find(function => function.Address == card.Display) is { Driver: null } display)
            {
                yield return GpuNoDriver.Found("No driver is bound to the display function.", [Driver(display)], gpu: card.Display);
            }
        }
    }

    private static Evidence Driver(PciDevice device) => new($"{DeviceWords.SysfsPath(device.Address)}/driver", device.Driver ?? "none");
}
