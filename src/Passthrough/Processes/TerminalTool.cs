using Passthrough.Failures;
using Passthrough.Native.Libc;

namespace Passthrough.Processes;

/// <summary>Runs programs that a person works with: they have this program's own input and output, and take as long as the person likes.</summary>
public static class TerminalTool
{
    // What a program takes to put the terminal right before it ends.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    /// <summary>Runs a program to its end. Its time limit and its input are not looked at.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="cancellation">Asks the program to end, and ends it when it does not.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ToolFailedException">It could not be started.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the program has ended.</exception>
    public static async Task<int> RunAsync(ToolCommand command, CancellationToken cancellation = default)
    {
        using var process = ToolRunner.Start(command, isCaptured: false);
        try
        {
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            ProcessEnd.Ask(process.Id);
            if (!process.WaitForExit(EndLimit))
            {
                ToolRunner.End(process);
            }

            throw;
        }
    }
}
