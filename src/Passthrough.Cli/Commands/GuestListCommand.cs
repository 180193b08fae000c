using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Intent;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest list</c>.</summary>
internal static class GuestListCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("list", "List the guests of passthrough.yaml and whether they run.\n\nExample:\n  passthrough guest list");
        command.SetAction(global.Action(Run));
        return command;
    }

    private static ExitCode Run(Invocation invocation)
    {
        var session = new GuestSession(invocation.Roots);
        ImmutableArray<GuestListItem> guests = [.. IntentStore.Read(invocation.Roots).Guests.Select(guest => new GuestListItem(guest, session.StateOf(guest)))];
        var terminal = invocation.Terminal;
        if (terminal.IsJson)
        {
            terminal.WriteDocument(JsonSerializer.Serialize(new GuestListDocument(1, guests), ViewDocuments.Default.GuestListDocument));
            return ExitCode.Success;
        }

        IEnumerable<string> lines = guests.IsEmpty ? ["No guests. Next: sudo passthrough guest create NAME --gpu ADDRESS"] : GuestView.List(guests, terminal.Width);
        foreach (var line in lines)
        {
            terminal.WriteLine(line);
        }

        return ExitCode.Success;
    }
}
