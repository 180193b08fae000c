using System.CommandLine;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough session</c>: what guests have from the host.</summary>
internal static class SessionCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("session", "See what running guests have from the host, and get it back after a crash.\n\nExample:\n  passthrough session status\n  sudo passthrough session release win11");
        command.Subcommands.Add(SessionStatusCommand.Create(global));
        command.Subcommands.Add(SessionReleaseCommand.Create(global));
        command.Subcommands.Add(SessionSuperviseCommand.Create(global));
        return command;
    }
}
