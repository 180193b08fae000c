using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough session status</c>.</summary>
internal static class SessionStatusCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("status", "List what each guest has from the host now.\n\nExample:\n  passthrough session status\n  passthrough session status --json");
        command.SetAction(global.LiveAction("session status", Run));
        return command;
    }

    private static ExitCode Run(Invocation invocation)
    {
        var sessions = new GuestSession(invocation.Roots).Sessions();
        var terminal = invocation.Terminal;
        if (terminal.IsJson)
        {
            var document = new SessionsDocument(1, [.. sessions.Select(session => new SessionItem(
                session.Guest, session.Process?.Id, [.. session.Functions.Select(function => function.Address)], [.. session.Leases.Select(lease => lease.Words)]))]);
            terminal.WriteDocument(JsonSerializer.Serialize(document, ViewDocuments.Default.SessionsDocument));
            return ExitCode.Success;
        }

        foreach (var line in SessionView.Lines(sessions))
        {
            terminal.WriteLine(line);
        }

        return ExitCode.Success;
    }
}
