using Passthrough.Failures;

namespace Passthrough.Processes;

/// <summary>How a program ended.</summary>
/// <param name="Command">What was run.</param>
/// <param name="ExitCode">Its exit code; 128 + n when signal n ended it.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record ToolResult(ToolCommand Command, int ExitCode, string Output, string Error)
{
    /// <summary>This result when the program succeeded.</summary>
    /// <exception cref="ToolFailedException">It did not; the message carries its last words.</exception>
    public ToolResult OrThrow(string? nextStep = null)
    {
        if (ExitCode == 0)
        {
            return this;
        }

        var words = (Error.Length > 0 ? Error : Output).Trim();
        var lastLines = string.Join('\n', words.Split('\n').Where(line => line.Trim().Length > 0).TakeLast(7));
        throw new ToolFailedException($"'{Command}' ended with exit code {ExitCode}: {lastLines}", Command.Program, nextStep);
    }
}
