using System.CommandLine;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest</c>: the virtual machines that own a card.</summary>
internal static class GuestCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("guest", "Create, show, edit, start and stop the guests that own a card.\n\nExample:\n  sudo passthrough guest create win11 --gpu 01:00.0 --disk win11.qcow2\n  sudo passthrough guest start win11");
        command.Subcommands.Add(GuestCreateCommand.Create(global));
        command.Subcommands.Add(GuestImportCommand.Create(global));
        command.Subcommands.Add(GuestInstallMediaCommand.Create(global));
        command.Subcommands.Add(GuestShowCommand.Create(global));
        command.Subcommands.Add(GuestExportCommand.Create(global));
        command.Subcommands.Add(GuestEditCommand.Create(global));
        command.Subcommands.Add(GuestPassthroughCommand.Create(global));
        command.Subcommands.Add(GuestListCommand.Create(global));
        command.Subcommands.Add(GuestStartCommand.Create(global));
        command.Subcommands.Add(GuestConsoleCommand.Create(global));
        command.Subcommands.Add(GuestStopCommand.Create(global));
        command.Subcommands.Add(GuestRestartCommand.Create(global));
        command.Subcommands.Add(GuestDeleteCommand.Create(global));
        return command;
    }

    /// <summary>The argument that names a guest.</summary>
    public static Argument<string> Name() => new("NAME") { Description = "The guest's name" };
}
