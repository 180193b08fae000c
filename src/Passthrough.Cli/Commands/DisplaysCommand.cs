using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough displays</c>: the graphics cards, their screens and who holds them.</summary>
internal static class DisplaysCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command(
            "displays",
            "Show the graphics cards with their screens, the boot card, and the programs that hold each.\n\nExample:\n  sudo passthrough displays    (root sees the programs of others too)");
        command.SetAction(global.Action(Run));
        return command;
    }

    private static ExitCode Run(Invocation invocation)
    {
        var reader = new MachineReader(invocation.Roots);
        var (pci, iommu) = DeviceReader.Read(reader);
        var display = DisplayReader.Read(reader, pci, iommu, HostReadScope.Everything);
        if (invocation.Terminal.IsJson)
        {
            var functions = display.Cards.SelectMany(card => card.Functions).Select(pci.Find).OfType<PciDevice>();
            invocation.Terminal.WriteDocument(JsonSerializer.Serialize(new DisplaysDocument(1, display, [.. functions], reader.Problems), ViewDocuments.Default.DisplaysDocument));
        }
        else
        {
            invocation.Terminal.WriteMarkup(DisplaysView.Lines(display, pci, invocation.Terminal.Width));
        }

        return ExitCode.Success;
    }
}
