using System.CommandLine;

namespace Passthrough.Cli.Commands;

/// <summary>Walks the commands.</summary>
internal static class CommandTree
{
    /// <summary>A command and all below it.</summary>
    /// <param name="command">Where to begin.</param>
    public static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
