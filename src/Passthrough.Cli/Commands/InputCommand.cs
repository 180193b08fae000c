using System.CommandLine;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough input</c>: keyboards and mice that host and guest share.</summary>
internal static class InputCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("input", "Look after keyboards and mice that host and guest share (evdev).\n\nExample:\n  passthrough input toggle-test win11");
        command.Subcommands.Add(InputProxyCommand.Create(global));
        command.Subcommands.Add(InputToggleTestCommand.Create(global));
        return command;
    }
}
