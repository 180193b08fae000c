using System.CommandLine;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Readiness;

namespace Passthrough.Cli.Commands;

/// <summary>The option that names a graphics card.</summary>
internal static class GpuOption
{
    /// <summary><c>--gpu ADDR</c>.</summary>
    /// <param name="description">What it does to the command.</param>
    public static Option<string?> Create(string description) => new("--gpu") { Description = description, HelpName = "ADDR" };

    /// <summary>The address as typed.</summary>
    /// <exception cref="InvalidInputException">The text is no address.</exception>
    public static PciAddress Address(string text) => PciAddress.TryParse(text, out var address)
        ? address
        : throw new InvalidInputException($"'{text}' is not a PCI address", nextStep: "write it like 0000:01:00.0 or 01:00.0; passthrough devices --class 03 lists the display adapters");

    /// <summary>The card that has a function at the address.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="text">The address as typed.</param>
    /// <exception cref="InvalidInputException">The text is no address.</exception>
    /// <exception cref="NotFoundException">Nothing, or something that belongs to no graphics card, is there.</exception>
    public static GraphicsCard Card(HostFacts facts, string text)
    {
        var address = Address(text);
        if (facts.Display.CardOf(address) is { } card)
        {
            return card;
        }

        throw new NotFoundException(
            facts.Pci.Find(address) is { } device
                ? $"{address} is no graphics card but {DeviceWords.Describe(device)}"
                : $"there is no PCI device {address}",
            DeviceWords.SysfsPath(address),
            NextStep(facts));
    }

    private static string NextStep(HostFacts facts) =>
        facts.Display.Cards.IsEmpty
            ? "this machine has no display adapter on PCI"
            : $"the display adapters are {string.Join(", ", facts.Display.Cards.Select(card => Name(facts, card)))}";

    private static string Name(HostFacts facts, GraphicsCard card) =>
        facts.Pci.Find(card.Display) is { } display ? $"{card.Display} ({DeviceWords.Name(display)})" : $"{card.Display}";
}
