using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests;
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
        var isPci = new Option<bool>("--pci") { Description = "Show what the running guest has on its PCI bus; * marks what was passed through" };
        var command = new Command("show", "Show a guest: as the intent has it, as libvirt or QEMU get it, or its PCI bus while it runs.\n\nExample:\n  passthrough guest show win11 --xml\n  sudo passthrough guest show win11 --pci")
        {
            name, isXml, isArguments, isPci,
        };
        command.Validators.Add(result =>
        {
            if (new[] { isXml, isArguments, isPci }.Count(result.GetValue) > 1)
            {
                result.AddError("Only one of --xml, --argv and --pci can be shown.");
            }
        });
        command.SetAction(global.Action(async invocation =>
        {
            var arguments = invocation.Arguments;
            var intent = IntentStore.Read(invocation.Roots);
            var wanted = arguments.GetRequiredValue(name);
            var guest = intent.Find(wanted) ?? throw new NotFoundException($"there is no guest '{wanted}'", intent.Path, "passthrough guest list");
            if (arguments.GetValue(isXml))
            {
                invocation.Terminal.WriteDocument(DomainXml.Of(guest, HostReader.Read(invocation.Roots, HostReadScope.WithoutHolders)).ToString());
            }
            else if (arguments.GetValue(isArguments))
            {
                invocation.Terminal.WriteDocument(string.Join('\n', QemuArguments.Of(guest, GuestPaths.Of(invocation.Roots, guest.Name))));
            }
            else
            {
                await ShowAsync(invocation, guest, arguments.GetValue(isPci));
            }

            return ExitCode.Success;
        }));
        return command;
    }

    private static async Task ShowAsync(Invocation invocation, GuestSpec guest, bool isPci)
    {
        var session = new GuestSession(invocation.Roots);
        ImmutableArray<GuestPciFunction>? pci = isPci
            ? [.. (await session.ReadPciAsync(guest.Name, invocation.Cancellation)).Select(device => GuestPciFunction.Of(device, guest))]
            : null;
        var terminal = invocation.Terminal;
        if (terminal.IsJson)
        {
            terminal.WriteDocument(JsonSerializer.Serialize(new GuestDocument(1, guest, session.StateOf(guest), pci), ViewDocuments.Default.GuestDocument));
            return;
        }

        var lines = pci is { } functions ? GuestView.Pci(functions, guest, terminal.Width) : GuestView.Lines(guest, session.StateOf(guest), terminal.Width);
        foreach (var line in lines)
        {
            terminal.WriteLine(line);
        }
    }
}
