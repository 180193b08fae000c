using System.CommandLine;
using Passthrough.Failures;

namespace Passthrough.Cli.Commands;

/// <summary>Guesses which command or option a mistyped word was meant to be.</summary>
public static class MeantWord
{
    /// <summary>The closest name that a command knows; null when none is close.</summary>
    /// <param name="command">The command that the word was said to.</param>
    /// <param name="word">The word that it does not know.</param>
    public static string? Of(Command command, string word) => NearestWord.Of(Names(command), word);

    private static IEnumerable<string> Names(Command command) =>
    [
        .. command.Subcommands.Where(inner => !inner.Hidden).Select(inner => inner.Name),
        .. command.Options.Concat(command.Parents.OfType<Command>().SelectMany(outer => outer.Options.Where(option => option.Recursive))).Where(option => !option.Hidden).Select(option => option.Name),
    ];
}
