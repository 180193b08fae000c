using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
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
        var console = new Option<bool>("--console") { Description = $"Put this terminal at the guest's serial console; {GuestConsole.LeaveKeys} leaves it, and the guest runs on" };
        var command = new Command("start", """
            Give a guest its devices and start it; refuses when anything is in the way.

            Example:
              sudo passthrough guest start win11
              sudo passthrough guest start win11 --wait
              sudo passthrough guest start debian --console
            """)
        {
            name, wait, console,
        };
        command.SetAction(global.LiveAction(
            "guest start", invocation => RunAsync(invocation, invocation.Arguments.GetRequiredValue(name), invocation.Arguments.GetValue(wait), invocation.Arguments.GetValue(console))));
        return command;
    }

    /// <summary>Starts a guest and says what came of it.</summary>
    public static async Task StartAsync(Invocation invocation, string guest)
    {
        var started = await new GuestSession(invocation.Roots).StartAsync(guest, invocation.Cancellation);
        invocation.Terminal.WriteLine(SessionView.Started(guest, started));
        foreach (var note in started.Notes)
        {
            invocation.Terminal.WriteErrorLine($"note: {note}");
        }
    }

    private static async Task<ExitCode> RunAsync(Invocation invocation, string guest, bool waits, bool hasConsole)
    {
        if (hasConsole)
        {
            GuestConsoleCommand.Require(invocation, guest);
        }

        await StartAsync(invocation, guest);
        if (hasConsole)
        {
            await GuestConsoleCommand.AttachAsync(invocation, guest);
        }

        if (!waits)
        {
            return ExitCode.Success;
        }

        invocation.Terminal.WriteLine($"Waiting for the end of '{guest}'. Ctrl-C leaves it running.");
        return SessionReleaseCommand.Show(invocation.Terminal, await new GuestSupervisor(invocation.Roots).RunAsync(guest, () => { }, invocation.Cancellation));
    }
}
