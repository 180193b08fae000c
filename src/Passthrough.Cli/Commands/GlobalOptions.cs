using System.Collections.Immutable;
using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Snapshots;

namespace Passthrough.Cli.Commands;

/// <summary>The options that every command has, and the way from a parsed command line to a run.</summary>
internal sealed class GlobalOptions
{
    private static readonly ImmutableArray<string> FoldersOfMachines = ["sys", "proc", "etc", "boot"];

    /// <summary>Reads another machine than this one.</summary>
    public Option<string?> Host { get; } = new("--host")
    {
        Description = "Read another machine instead of this one: a snapshot, or a folder laid out like a machine's root (sys, proc, etc, boot)",
        HelpName = "ARCHIVE|DIR",
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
            using var unpacked = Unpack(arguments, cancellation);
            return (int)await run(new Invocation(arguments, terminal, unpacked?.Roots ?? RootsOf(arguments), cancellation));
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

    /// <summary>The same for a command that changes the running machine or is about it alone: it refuses <c>--host</c> before it does anything.</summary>
    /// <param name="command">Its name in words.</param>
    /// <param name="run">The command's own work.</param>
    public Func<ParseResult, CancellationToken, Task<int>> LiveAction(string command, Func<Invocation, Task<ExitCode>> run)
    {
        var allowed = Action(run);
        return (arguments, cancellation) => arguments.GetValue(Host) is null ? allowed(arguments, cancellation) : RefuseAsync(command, arguments);
    }

    /// <summary>The same for a command that waits for nothing.</summary>
    public Func<ParseResult, CancellationToken, Task<int>> LiveAction(string command, Func<Invocation, ExitCode> run) =>
        LiveAction(command, invocation => Task.FromResult(run(invocation)));

    private Task<int> RefuseAsync(string command, ParseResult arguments)
    {
        var refusal = new InvalidInputException(
            $"'{command}' is about the running machine; --host is for commands that read", null, "leave --host away; passthrough plan, check and guest show tell of another machine");
        ErrorView.Write(TerminalDoor.ForProcess(arguments.GetValue(Json)), refusal);
        return Task.FromResult((int)ErrorView.CodeOf(refusal));
    }

    // An archive is unpacked for as long as the command runs; from there on it is a folder like any other.
    private UnpackedSnapshot? Unpack(ParseResult arguments, CancellationToken cancellation) =>
        arguments.GetValue(Host) is { } host && File.Exists(host) ? UnpackedSnapshot.Open(host, cancellation) : null;

    private HostRoots RootsOf(ParseResult arguments)
    {
        if (arguments.GetValue(Host) is not { } directory)
        {
            return HostRoots.Live;
        }

        const string next = "give --host a snapshot, or a folder that holds sys, proc, etc and boot";
        if (!Directory.Exists(directory))
        {
            throw new NotFoundException($"there is no snapshot and no folder '{directory}' to read a machine from", directory, next);
        }

        return FoldersOfMachines.Any(name => Directory.Exists(Path.Combine(directory, name)))
            ? HostRoots.Under(directory)
            : throw new InvalidInputException($"the folder '{directory}' is not laid out like a machine's root: it holds none of sys, proc, etc and boot", directory, next);
    }
}
