using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Host.Usb;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough usb</c>: which socket belongs to which controller.</summary>
internal static class UsbCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var isTree = new Option<bool>("--tree") { Description = "Show buses, ports and interfaces as lsusb -t does" };
        var isAll = new Option<bool>("--all") { Description = "Show ports that the board does not use too" };
        var isWatch = new Option<bool>("--watch") { Description = "Name the port when something is plugged in or out, until Ctrl-C" };
        var command = new Command(
            "usb",
            "Show the USB controllers with their ports, what is plugged in, and their IOMMU groups; lend devices to running guests.\n\nExample:\n  passthrough usb\n  passthrough usb --watch    (then plug something into the port in question)\n  sudo passthrough usb lend 1-4.2 win11");
        command.Options.Add(isTree);
        command.Options.Add(isAll);
        command.Options.Add(isWatch);
        command.Subcommands.Add(UsbLendCommand.Create(global));
        command.Subcommands.Add(UsbReturnCommand.Create(global));
        command.Subcommands.Add(UsbSwapCommand.Create(global));
        command.Subcommands.Add(UsbSetupCommand.Create(global));
        command.Subcommands.Add(UsbHotkeysCommand.Create(global));
        command.Subcommands.Add(UsbServeCommand.Create(global));
        command.SetAction(global.Action(invocation => Run(
            invocation, invocation.Arguments.GetValue(isTree), invocation.Arguments.GetValue(isAll), invocation.Arguments.GetValue(isWatch))));
        return command;
    }

    private static Task<ExitCode> Run(Invocation invocation, bool isTree, bool isAll, bool isWatch)
    {
        if (isWatch)
        {
            return invocation.Roots.IsLive
                ? Task.Run(() => Watch(invocation))
                : throw new InvalidInputException("only the running machine can be watched", nextStep: "leave --host or --watch out");
        }

        var reader = new MachineReader(invocation.Roots);
        var (pci, iommu) = DeviceReader.Read(reader);
        var usb = UsbReader.Read(reader, pci);
        if (invocation.Terminal.IsJson)
        {
            var document = new UsbDocument(1, UsbPortMap.Of(usb, pci, iommu), usb.Inputs, reader.Problems);
            invocation.Terminal.WriteDocument(JsonSerializer.Serialize(document, ViewDocuments.Default.UsbDocument));
        }
        else if (isTree)
        {
            foreach (var line in UsbTreeView.Lines(usb))
            {
                invocation.Terminal.WriteLine(line);
            }
        }
        else
        {
            invocation.Terminal.WriteMarkup(UsbView.Lines(UsbPortMap.Of(usb, pci, iommu), usb, isAll, invocation.Terminal.Width));
        }

        return Task.FromResult(ExitCode.Success);
    }

    private static ExitCode Watch(Invocation invocation)
    {
        invocation.Terminal.WriteErrorLine("Plug something in or out; Ctrl-C ends.");
        foreach (var plugging in UsbWatch.Run(invocation.Cancellation))
        {
            if (invocation.Terminal.IsJson)
            {
                invocation.Terminal.WriteDocument(JsonSerializer.Serialize(new UsbPluggingDocument(1, plugging), LineDocuments.Default.UsbPluggingDocument));
            }
            else
            {
                invocation.Terminal.WriteLine(UsbView.Line(plugging));
            }
        }

        return ExitCode.Success;
    }
}
