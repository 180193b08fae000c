using Passthrough.Changes;
using Passthrough.Changes.Tools;
using Passthrough.Cli.Terminal;
using Passthrough.Failures;

namespace Passthrough.Cli.Commands;

/// <summary>What the commands around changes share.</summary>
internal static class ChangeContexts
{
    /// <summary>The context of a command that only reads.</summary>
    public static ChangeContext ForReading(Invocation invocation) => new(invocation.Roots, new BootTools(invocation.Roots)) { Cancellation = invocation.Cancellation };

    /// <summary>The context of a command that writes: never on a folder, and with progress on standard error.</summary>
    /// <exception cref="InvalidInputException"><c>--host</c> was given.</exception>
    public static ChangeContext ForWriting(Invocation invocation, string command) => invocation.Roots.IsLive
        ? ForRepair(invocation)
        : throw new InvalidInputException($"'{command}' changes the running machine; --host is for commands that read", null, $"passthrough plan --host {invocation.Roots.Root} shows what would be done there");

    /// <summary>The context of a command that takes back what was written, also on a machine that does not start (<see cref="RootOption"/>).</summary>
    public static ChangeContext ForRepair(Invocation invocation) => ForReading(invocation) with { Progress = progress => Show(invocation.Terminal, progress) };

    /// <summary>Runs work that blocks on a thread of its own, so that Ctrl-C is heard meanwhile.</summary>
    public static Task<ExitCode> RunAsync(Func<ExitCode> work) => Task.Run(work);

    private static void Show(TerminalDoor terminal, ChangeProgress progress)
    {
        var line = progress.Kind switch
        {
            ProgressKind.Step => progress.Words,
            ProgressKind.Written => $"  wrote {progress.Words}",
            ProgressKind.Reversed => $"  as before: {progress.Words}",
            _ => null,
        };
        if (line is not null)
        {
            terminal.WriteErrorLine(line);
        }
    }
}
