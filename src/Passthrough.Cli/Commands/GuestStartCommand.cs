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
        var wait = new Option<bool>("--wait") { Description = "Stay until the guest has ended and the host has everything back; Ctrl-C leaves it running" };
        var command = new Command(
            "start", "Give a guest its card and start it; refuses when anything is in the way.\n\nExample:\n  sudo passthrough guest start win11\n  sudo passthrough guest start win11 --wait")
        {
            name, wait,
        };
        command.SetAction(global.LiveAction("guest start", invocation => RunAsync(invocation, invocation.Arguments.GetRequiredValue(name), invocation.Arguments.GetValue(wait))));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Invocation invocation, string guest, bool waits)
    {
        await new GuestSession(invocation.Roots).StartAsync(guest, invocation.Cancellation);
        if (!waits)
        {
            invocation.Terminal.WriteLine($"'{guest}' runs and has its card.");
            return ExitCode.Success;
        }

        invocation.Terminal.WriteLine($"'{guest}' runs and has its card; waiting for its end. Ctrl-C leaves it running.");
        return SessionReleaseCommand.Show(invocation.Terminal, await new GuestSupervisor(invocation.Roots).RunAsync(guest, () => { }, invocation.Cancellation));
    }
}
