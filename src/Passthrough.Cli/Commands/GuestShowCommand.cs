using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Design;
using Passthrough.Guests.Libvirt;
using Passthrough.Guests.Qemu;
using Passthrough.Host;
using Passthrough.Intent;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest show</c>.</summary>
internal static class GuestShowCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var name = GuestCommand.Name();
        var isXml = new Option<bool>("--xml") { Description = "Show the guest as libvirt's domain XML" };
        var isArguments = new Option<bool>("--argv") { Description = "Show the guest as QEMU's arguments, one a line" };
        var isExplained = new Option<bool>("--explain") { Description = "Show every value with where it comes from: given, or why it was chosen" };
        var isPci = new Option<bool>("--pci") { Description = "Show what the running guest has on its PCI bus; * marks what was passed through" };
        var command = new Command("show", "Show a guest: as the intent has it, as libvirt or QEMU get it, or its PCI bus while it runs.\n\nExample:\n  passthrough guest show win11 --explain\n  passthrough guest show win11 --xml\n  sudo passthrough guest show win11 --pci")
        {
            name, isExplained, isXml, isArguments, isPci,
        };
        command.Validators.Add(result =>
        {
            if (new[] { isExplained, isXml, isArguments, isPci }.Count(result.GetValue) > 1)
            {
                result.AddError("Only one of --explain, --xml, --argv and --pci can be shown.");
            }
        });
        command.SetAction(global.Action(async invocation =>
        {
            var arguments = invocation.Arguments;
            var intent = IntentStore.Read(invocation.Roots);
            var wanted = arguments.GetRequiredValue(name);
            var entry = intent.EntryOf(wanted) ?? throw new NotFoundException($"there is no guest '{wanted}'", intent.Path, "passthrough guest list");
            var host = HostReader.Read(invocation.Roots, HostReadScope.Guests);
            var design = GuestDesigns.Of(invocation.Roots, intent, entry, host);
            if (arguments.GetValue(isXml))
            {
                invocation.Terminal.WriteDocument(DomainXml.Of(design.Guest, host).ToString());
            }
            else if (arguments.GetValue(isArguments))
            {
                invocation.Terminal.WriteDocument(string.Join('\n', QemuArguments.Of(design.Guest, GuestPaths.Of(invocation.Roots, wanted), host)));
            }
            else
            {
                await ShowAsync(invocation, entry.Guest, design, arguments.GetValue(isPci), arguments.GetValue(isExplained));
            }

            return ExitCode.Success;
        }));
        return command;
    }

    private static async Task ShowAsync(Invocation invocation, GuestDescription guest, GuestDesign design, bool isPci, bool isExplained)
    {
        var session = new GuestSession(invocation.Roots);
        ImmutableArray<GuestPciFunction>? pci = isPci
            ? [.. (await session.ReadPciAsync(guest.Name, invocation.Cancellation)).Select(GuestPciFunction.Of)]
            : null;
        var terminal = invocation.Terminal;
        if (terminal.IsJson)
        {
            terminal.WriteDocument(JsonSerializer.Serialize(new GuestDocument(1, design.Guest, design.Choices, design.Warnings, session.StateOf(guest), pci), ViewDocuments.Default.GuestDocument));
            return;
        }

        var lines = pci is { } functions ? GuestView.Pci(functions, design.Guest, terminal.Width)
            : isExplained ? GuestView.Explained(design, terminal.Width)
            : GuestView.Lines(design.Guest, session.StateOf(guest), terminal.Width).Concat(GuestView.Warnings(design.Warnings, terminal.Width));
        foreach (var line in lines)
        {
            terminal.WriteLine(line);
        }
    }
}
