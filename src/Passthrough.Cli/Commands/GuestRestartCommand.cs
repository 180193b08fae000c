using System.CommandLine;
using Passthrough.Cli.Terminal;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest restart</c>.</summary>
internal static class GuestRestartCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var name = GuestCommand.Name();
        var isForced = GuestStopCommand.Force();
        var timeout = GuestStopCommand.Timeout();
        var command = new Command("restart", "Stop a guest, see that its devices are free, and start it again.\n\nExample:\n  sudo passthrough guest restart win11") { name, isForced, timeout };
        command.SetAction(global.LiveAction("guest restart", async invocation =>
        {
            var guest = invocation.Arguments.GetRequiredValue(name);
            var stopped = await GuestStopCommand.StopAsync(invocation, guest, invocation.Arguments.GetValue(isForced), invocation.Arguments.GetValue(timeout));
            if (stopped != ExitCode.Success)
            {
                return stopped;
            }

            await GuestStartCommand.StartAsync(invocation, guest);
            return ExitCode.Success;
        }));
        return command;
    }
}
