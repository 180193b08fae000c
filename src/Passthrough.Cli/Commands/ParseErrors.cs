using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Passthrough.Cli.Commands;

/// <summary>What is wrong with a command line, each in one line.</summary>
internal static class ParseErrors
{
    /// <summary>The lines. Words that are no command are named; that a command is missing follows from them.</summary>
    /// <param name="parsed">The command line.</param>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        string[] all = [.. parsed.Errors.Select(error => MissingCommandOf(parsed, error) ?? MissingArgumentOf(error) ?? WordsOf(error)).Distinct(StringComparer.Ordinal)];
        string[] named = [.. all.Where(error => parsed.UnmatchedTokens.Any(word => error.Contains(word, StringComparison.Ordinal)))];
        return named is [] ? all : named;
    }

    private static string? MissingCommandOf(ParseResult parsed, ParseError error) =>
        parsed.UnmatchedTokens is [] && error.SymbolResult is CommandResult { Command: { Action: null, Subcommands.Count: > 0 } group }
            ? $"'{group.Name}' needs one of its commands: {string.Join(", ", group.Subcommands.Where(command => !command.Hidden).Select(command => command.Name))}."
            : null;

    // The library says that one is missing, not which.
    private static string? MissingArgumentOf(ParseError error) =>
        error.SymbolResult is ArgumentResult { Tokens: [], Argument: var argument, Parent: CommandResult { Command: var command } } ? $"'{command.Name}' needs {argument.Name}." : null;

    // The library names .NET's own types, and lists what is allowed over several lines.
    private static string WordsOf(ParseError error)
    {
        if (error.SymbolResult is OptionResult { Option: var option, Tokens: [var token] } && (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) == typeof(int)
            && !int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
        {
            return $"'{token.Value}' is no number for {option.Name}.";
        }

        return error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, _, ..] lines ? $"{first} {string.Join(", ", lines.Skip(1))}" : error.Message;
    }
}
