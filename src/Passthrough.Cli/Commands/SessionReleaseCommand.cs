using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough session release</c>.</summary>
internal static class SessionReleaseCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var name = GuestCommand.Name();
        var command = new Command(
            "release",
            "Give back to the host what a guest that does not run any more still has. Safe to do again, from a terminal or over SSH.\n\nExample:\n  sudo passthrough session release win11")
        {
            name,
        };
        command.SetAction(global.LiveAction("session release", async invocation =>
            Show(invocation.Terminal, await new GuestSession(invocation.Roots).ReleaseAsync(invocation.Arguments.GetRequiredValue(name), invocation.Cancellation))));
        return command;
    }

    /// <summary>Shows what came of it.</summary>
    public static ExitCode Show(TerminalDoor terminal, ReleaseResult result)
    {
        if (terminal.IsJson)
        {
            terminal.WriteDocument(JsonSerializer.Serialize(new ReleaseDocument(1, result.Guest, result.Returned, result.Notes, result.Failures), ViewDocuments.Default.ReleaseDocument));
        }
        else
        {
            foreach (var line in SessionView.Lines(result))
            {
                terminal.WriteLine(line);
            }
        }

        return result.IsComplete ? ExitCode.Success : ExitCode.NotVerified;
    }
}
