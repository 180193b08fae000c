using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Pci;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough devices</c>: the PCI functions.</summary>
internal static class DevicesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var isTree = new Option<bool>("--tree") { Description = "Show the functions below the bridges that they hang on" };
        var deviceClass = new Option<string?>("--class") { Description = "Only this class: two, four or six hexadecimal digits (03 is display)", HelpName = "CLASS" };
        var group = new Option<int?>("--group") { Description = "Only this IOMMU group", HelpName = "N" };
        var command = new Command("devices", "Show the PCI devices with class, ids, IOMMU group and driver.\n\nExample:\n  passthrough devices --class 03");
        command.Options.Add(isTree);
        command.Options.Add(deviceClass);
        command.Options.Add(group);
        command.SetAction(global.Action(invocation => Run(
            invocation, invocation.Arguments.GetValue(isTree), invocation.Arguments.GetValue(deviceClass), invocation.Arguments.GetValue(group))));
        return command;
    }

    private static ExitCode Run(Invocation invocation, bool isTree, string? deviceClass, int? group)
    {
        if (deviceClass is not null && !IsClassPrefix(deviceClass))
        {
            throw new InvalidInputException($"'{deviceClass}' is not a PCI class", nextStep: "write two, four or six hexadecimal digits, such as 03 or 0c03");
        }

        var facts = HostReader.Read(invocation.Roots, HostReadScope.WithoutHolders);
        ImmutableArray<PciDevice> devices =
        [
            .. facts.Pci.Devices.Where(device =>
                (deviceClass is null || Code(device).StartsWith(deviceClass, StringComparison.OrdinalIgnoreCase))
                && (group is null || device.IommuGroup == group)),
        ];
        if (invocation.Terminal.IsJson)
        {
            invocation.Terminal.WriteDocument(JsonSerializer.Serialize(new DevicesDocument(1, devices), ViewDocuments.Default.DevicesDocument));
        }
        else if (devices.IsEmpty)
        {
            invocation.Terminal.WriteLine(facts.Pci.Devices.IsEmpty ? "No PCI devices." : $"None of the {facts.Pci.Devices.Length} PCI devices is like that.");
        }
        else
        {
            invocation.Terminal.WriteMarkup(isTree ? DevicesView.Tree(devices, invocation.Terminal.Width) : DevicesView.Table(devices, invocation.Terminal.Width));
        }

        return ExitCode.Success;
    }

    private static string Code(PciDevice device) => device.Class.Code.ToString("x6", CultureInfo.InvariantCulture);

    private static bool IsClassPrefix(string text) => text.Length is 2 or 4 or 6 && text.All(char.IsAsciiHexDigit);
}
