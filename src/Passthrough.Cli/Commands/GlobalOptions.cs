using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Failures;
using Passthrough.Host;

namespace Passthrough.Cli.Commands;

/// <summary>The options that every command has, and the way from a parsed command line to a run.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Reads another machine than this one.</summary>
    public Option<string?> Host { get; } = new("--host")
    {
        Description = "Read the machine laid out in this folder (sys, proc, etc, boot) instead of this one",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Standard output holds one JSON document.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write one JSON document to standard output; words for people go to standard error",
        Recursive = true,
    };

    /// <summary>Makes a command's action: the terminal and the roots are prepared, errors become words and an exit code.</summary>
    /// <param name="run">The command's own work.</param>
    public Func<ParseResult, CancellationToken, Task<int>> Action(Func<Invocation, Task<ExitCode>> run) => async (arguments, cancellation) =>
    {
        var terminal = TerminalDoor.ForProcess(arguments.GetValue(Json));
        try
        {
            return (int)await run(new Invocation(arguments, terminal, RootsOf(arguments), cancellation));
        }
        catch (PassthroughException exception)
        {
            ErrorView.Write(terminal, exception);
            return (int)ErrorView.CodeOf(exception);
        }
        catch (OperationCanceledException)
        {
            terminal.WriteErrorLine("passthrough: interrupted");
            return (int)ExitCode.Interrupted;
        }
    };

    /// <summary>The same for a command that waits for nothing.</summary>
    public Func<ParseResult, CancellationToken, Task<int>> Action(Func<Invocation, ExitCode> run) =>
        Action(invocation => Task.FromResult(run(invocation)));

    private HostRoots RootsOf(ParseResult arguments)
    {
        if (arguments.GetValue(Host) is not { } directory)
        {
            return HostRoots.Live;
        }

        return Directory.Exists(directory)
            ? HostRoots.Under(directory)
            : throw new NotFoundException($"there is no folder '{directory}' to read a machine from", directory, "give --host a folder that holds sys, proc, etc and boot");
    }
}
