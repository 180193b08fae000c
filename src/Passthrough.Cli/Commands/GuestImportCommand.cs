using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Import;
using Passthrough.Host;
using Passthrough.Intent;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest import</c>.</summary>
internal static class GuestImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var source = new Argument<string>("FILE|DOMAIN") { Description = "A domain's XML, QEMU's arguments or a script that runs it, libvirt's log of a guest, quickemu's or Proxmox's configuration; or the name of a domain of libvirt" };
        var from = new Option<string?>("--from") { Description = "Whose it is (default: told from the text)" };
        from.AcceptOnlyFromAmong([.. EnumWord.All<ImportSource>()]);
        var name = new Option<string?>("--name") { Description = "The guest's name (default: the one in the source)", HelpName = "NAME" };
        var isDry = new Option<bool>("--dry-run") { Description = "Show what would be written and what could not be kept, and change nothing" };
        var command = new Command(
            "import",
            "Write a guest that another tool runs into passthrough.yaml, and say what could not be kept. The source is never run, and stays as it is.\n\n"
            + "Example:\n  passthrough guest import win11 --dry-run\n  sudo passthrough guest import /etc/libvirt/qemu/win11.xml --name win11-card\n  passthrough guest import start-vm.sh --from qemu --dry-run\n  passthrough guest import 101.conf --from proxmox --dry-run")
        {
            source, from, name, isDry,
        };
        command.SetAction(global.Action(invocation => Run(
            invocation,
            invocation.Arguments.GetRequiredValue(source),
            invocation.Arguments.GetValue(from) is { } word ? EnumWord.Parse<ImportSource>(word) : null,
            invocation.Arguments.GetValue(name),
            invocation.Arguments.GetValue(isDry))));
        return command;
    }

    private static ExitCode Run(Invocation invocation, string source, ImportSource? kind, string? name, bool isDry)
    {
        var roots = invocation.Roots;
        if (!isDry && !roots.IsLive)
        {
            throw new InvalidInputException("a guest is added to the running machine; --host is for commands that read", null, "say --dry-run, or leave --host away");
        }

        var host = HostReader.Read(roots, HostReadScope.Guests);
        var session = new GuestImportSession(roots);
        var imported = session.Read(source, kind, name, host);
        var terminal = invocation.Terminal;
        // Seen first: what was not kept is known also when the guest cannot be added.
        if (!terminal.IsJson)
        {
            foreach (var line in GuestImportView.Lines(imported, terminal.Width))
            {
                terminal.WriteLine(line);
            }

            terminal.WriteLine();
        }

        var design = isDry ? null : session.Add(imported, host);
        if (terminal.IsJson)
        {
            terminal.WriteDocument(JsonSerializer.Serialize(GuestImportDocument.Of(imported, !isDry), ViewDocuments.Default.GuestImportDocument));
            return ExitCode.Success;
        }

        foreach (var line in design is null ? [] : GuestView.Warnings(design.Warnings, terminal.Width))
        {
            terminal.WriteLine(line);
        }

        terminal.WriteLine(isDry ? "Nothing was written." : $"Written to {IntentStore.PathOf(roots)}.");
        terminal.WriteLine(isDry ? $"Without --dry-run this is added to {IntentStore.PathOf(roots)}." : $"Next: passthrough guest show {imported.Guest.Name} --explain");
        return ExitCode.Success;
    }
}
