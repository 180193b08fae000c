using System.CommandLine;
using System.CommandLine.Invocation;
using Passthrough.Cli.Commands;
using Passthrough.Cli.Terminal;

var output = new StandardStream(() => Console.Out);
Console.SetOut(output);
Console.SetError(new StandardStream(() => Console.Error));
var parsed = RootCommandBuilder.Create().Parse(args is [] ? ["--help"] : args);
if (parsed.Action is ParseErrorAction)
{
    // A wrong command line gets the error and where to look, not pages of help.
    foreach (var error in ParseErrors.Of(parsed))
    {
        Console.Error.WriteLine($"passthrough: {error}");
    }

    var command = parsed.CommandResult.Command;
    var meant = parsed.UnmatchedTokens is [var word, ..] ? MeantWord.Of(command, word) : null;
    Console.Error.WriteLine($"  next:  {(meant is null ? "" : $"did you mean '{meant}'? All there is: ")}{HelpLine(command)} --help");
    return (int)ExitCode.Usage;
}

// Ctrl-C cancels the command, which then cleans up after itself: a virtual PC is ended, a transaction rolled back. That is given as long as it takes.
try
{
    var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Timeout.InfiniteTimeSpan });
    if (output.Failure is not { } failure)
    {
        return code;
    }

    Console.Error.WriteLine($"passthrough: standard output could not be written: {failure}");
    return code == (int)ExitCode.Success ? (int)ExitCode.OutputFailed : code;
}
#pragma warning disable CA1031 // Every error that has words of its own is caught before; what comes here is a defect, and ends with the exit code that says so, not with a core dump.
catch (Exception defect)
#pragma warning restore CA1031
{
    Console.Error.WriteLine($"passthrough: this is a defect of the program: {defect}");
    Console.Error.WriteLine("  next:  report it with these lines");
    return (int)ExitCode.InternalError;
}

static string HelpLine(Command command) =>
    command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{HelpLine(parent)} {command.Name}" : "passthrough";
