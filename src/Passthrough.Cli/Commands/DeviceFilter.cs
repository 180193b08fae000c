using System.CommandLine;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Pci;

namespace Passthrough.Cli.Commands;

/// <summary>The options that choose PCI functions: by card, class and IOMMU group.</summary>
internal sealed class DeviceFilter
{
    private readonly Option<string?> gpu;

    private readonly Option<string?> deviceClass = new("--class")
    {
        Description = "Only this class: a word such as gpu, audio, usb, nvme, network, bridge, or two, four or six hexadecimal digits (03 is display)",
        HelpName = "CLASS",
    };

    private readonly Option<int?> group = new("--group") { Description = "Only this IOMMU group", HelpName = "N" };

    /// <summary>The options.</summary>
    /// <param name="gpuDescription">What naming a card does.</param>
    public DeviceFilter(string gpuDescription) => gpu = GpuOption.Create(gpuDescription);

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(gpu);
        command.Options.Add(deviceClass);
        command.Options.Add(group);
    }

    /// <summary>The class that is asked for; null when none is. Looked at before the machine is read.</summary>
    /// <exception cref="InvalidInputException">The text names no class.</exception>
    public PciClassFilter? ClassOf(ParseResult arguments) => arguments.GetValue(deviceClass) is not { } text ? null
        : PciClassFilter.Parse(text)
            ?? throw new InvalidInputException(
                $"'{text}' is not a PCI class",
                nextStep: $"write one of {string.Join(", ", PciClassFilter.Names)}, or two, four or six hexadecimal digits, such as 03 or 0c03");

    /// <summary>True when no option was given, so that everything is chosen.</summary>
    public bool IsOpen(ParseResult arguments) =>
        arguments.GetValue(gpu) is null && arguments.GetValue(deviceClass) is null && arguments.GetValue(group) is null;

    /// <summary>True for each function that all given options choose. A card chooses its functions and what shares their groups.</summary>
    /// <exception cref="InvalidInputException">The address or the class is malformed.</exception>
    /// <exception cref="NotFoundException">There is no such card.</exception>
    public Func<PciDevice, bool> Of(ParseResult arguments, HostFacts facts)
    {
        var chosenClass = ClassOf(arguments);
        var number = arguments.GetValue(group);
        var card = arguments.GetValue(gpu) is { } text ? GpuOption.Card(facts, text) : null;
        var groups = card?.Functions.Select(function => facts.Pci.Find(function)?.IommuGroup).OfType<int>().ToHashSet();
        return device =>
            (chosenClass is null || chosenClass.Includes(device.Class))
            && (number is null || device.IommuGroup == number)
            && (card is null || card.Functions.Contains(device.Address) || (device.IommuGroup is { } own && groups!.Contains(own)));
    }
}
