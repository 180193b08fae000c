using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host;
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
        var intent = IntentStore.Read(invocation.Roots);
        ImmutableArray<GuestListItem> guests = intent.Entries.IsEmpty ? [] : Items(invocation.Roots, intent, session);
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

    private static ImmutableArray<GuestListItem> Items(HostRoots roots, IntentFile intent, GuestSession session)
    {
        var host = HostReader.Read(roots, HostReadScope.Guests);
        return [.. intent.Entries.Select(entry => Item(roots, intent, entry, host, session.StateOf(entry.Guest)))];
    }

    // A guest that this machine cannot have does not hide the others.
    private static GuestListItem Item(HostRoots roots, IntentFile intent, GuestEntry entry, HostFacts host, GuestState state)
    {
        try
        {
            return new GuestListItem(entry.Guest.Name, state, GuestDesigns.Of(roots, intent, entry, host).Guest, null);
        }
        catch (PassthroughException problem)
        {
            return new GuestListItem(entry.Guest.Name, state, null, problem.Message);
        }
    }
}
