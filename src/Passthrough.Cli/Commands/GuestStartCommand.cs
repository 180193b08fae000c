using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest start</c>.</summary>
internal static class GuestStartCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var name = GuestCommand.Name();
        var command = new Command("start", "Give a guest its card and start it; refuses when anything is in the way.\n\nExample:\n  sudo passthrough guest start win11") { name };
        command.SetAction(global.LiveAction("guest start", async invocation =>
        {
            var guest = invocation.Arguments.GetRequiredValue(name);
            await new GuestSession(invocation.Roots).StartAsync(guest, invocation.Cancellation);
            invocation.Terminal.WriteLine($"'{guest}' runs and has its card.");
            return ExitCode.Success;
        }));
        return command;
    }
}
