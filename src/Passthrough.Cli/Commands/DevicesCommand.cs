using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
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
        var filter = new DeviceFilter("Only this card's functions and what shares a group with them");
        var command = new Command(
            "devices",
            "Show the PCI devices with class, ids, IOMMU group and driver.\n\nExample:\n  passthrough devices --class gpu\n  passthrough devices --tree --gpu 01:00.0");
        command.Options.Add(isTree);
        filter.AddTo(command);
        command.SetAction(global.Action(invocation => Run(invocation, invocation.Arguments.GetValue(isTree), filter)));
        return command;
    }

    private static ExitCode Run(Invocation invocation, bool isTree, DeviceFilter filter)
    {
        filter.ClassOf(invocation.Arguments);
        var facts = HostReader.Read(invocation.Roots, invocation.Terminal.IsJson ? HostReadScope.Devices : HostReadScope.DeviceLists);
        ImmutableArray<PciDevice> devices = [.. facts.Pci.Devices.Where(filter.Of(invocation.Arguments, facts))];
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
}
