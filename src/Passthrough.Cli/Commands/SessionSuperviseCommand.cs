using System.CommandLine;
using Passthrough.Native.Systemd;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough session supervise</c>: what the service of a running guest does.</summary>
internal static class SessionSuperviseCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var name = GuestCommand.Name();
        var command = new Command(
            "supervise", "Watch a guest until it ends, and give back what it had when nobody else has. A service of systemd runs this.\n\nExample:\n  sudo passthrough session supervise win11")
        {
            name,
        };
        command.SetAction(global.LiveAction("session supervise", async invocation =>
            SessionReleaseCommand.Show(
                invocation.Terminal,
                await new GuestSupervisor(invocation.Roots).RunAsync(invocation.Arguments.GetRequiredValue(name), ServiceNotification.Ready, invocation.Cancellation))));
        return command;
    }
}
