using Passthrough.Failures;

namespace Passthrough.Rehearsal.VirtualPc;

/// <summary>How a command ended inside the virtual PC.</summary>
/// <param name="Command">What was run, as given to <c>bash -c</c>.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output, exact.</param>
/// <param name="Error">Its standard error, exact.</param>
public sealed record ShellResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>This result when the command ended as expected.</summary>
    /// <param name="expected">The exit code that counts as success.</param>
    /// <exception cref="RehearsalFailedException">It ended otherwise; the message carries its last words.</exception>
    public ShellResult Expect(int expected = 0)
    {
        if (ExitCode == expected)
        {
            return this;
        }

        var words = $"{Output}\n{Error}".Trim();
        throw new RehearsalFailedException(
            $"inside the virtual PC, '{Command}' ended with exit code {ExitCode} instead of {expected}:\n{string.Join('\n', words.Split('\n').TakeLast(30))}");
    }
}
