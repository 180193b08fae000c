using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest delete</c>.</summary>
internal static class GuestDeleteCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var name = GuestCommand.Name();
        var command = new Command("delete", "Remove a guest that does not run, with its UEFI variables; its disks stay.\n\nExample:\n  sudo passthrough guest delete win11") { name };
        command.SetAction(global.LiveAction("guest delete", invocation =>
        {
            var guest = invocation.Arguments.GetRequiredValue(name);
            new GuestSession(invocation.Roots).Delete(guest);
            invocation.Terminal.WriteLine($"'{guest}' was removed; its disks were not touched.");
            return ExitCode.Success;
        }));
        return command;
    }
}
