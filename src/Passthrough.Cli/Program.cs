using System.CommandLine;
using System.CommandLine.Invocation;
using Passthrough.Cli.Commands;
using Passthrough.Cli.Terminal;

var parsed = RootCommandBuilder.Create().Parse(args is [] ? ["--help"] : args);
if (parsed.Action is ParseErrorAction)
{
    // A wrong command line gets the error and where to look, not pages of help.
    foreach (var error in parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
    {
        Console.Error.WriteLine($"passthrough: {error}");
    }

    Console.Error.WriteLine($"  next:  {HelpLine(parsed.CommandResult.Command)} --help");
    return (int)ExitCode.Usage;
}

// Ctrl-C cancels the command, which then cleans up after itself: a virtual PC is ended, a transaction rolled back. That is given as long as it takes.
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Timeout.InfiniteTimeSpan });

static string HelpLine(Command command) =>
    command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{HelpLine(parent)} {command.Name}" : "passthrough";
