using System.ComponentModel;
using System.Diagnostics;
using Passthrough.Failures;

namespace Passthrough.Processes;

/// <summary>Runs programs from argument arrays, in the C locale, with a time limit and captured output.</summary>
public static class ToolRunner
{
    // A program that waits in the kernel is gone only when the kernel lets go of it; nobody waits for that.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="onLine">
    /// Called for each line of output or error as it arrives; null when nobody watches. A carriage return ends a line too, so what a program shows as one that it writes again and again arrives as many.
    /// </param>
    /// <param name="cancellation">Ends the program and its children.</param>
    /// <returns>How it ended, whatever its exit code.</returns>
    /// <exception cref="ToolFailedException">It could not be started, or exceeded its time limit.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the program has been ended.</exception>
    public static Task<ToolResult> RunAsync(ToolCommand command, Action<string>? onLine = null, CancellationToken cancellation = default) =>
        RunAsync(command, onLine, onStart: null, cancellation);

    /// <summary>Runs a program to its end, as <see cref="RunAsync(ToolCommand, Action{string}?, CancellationToken)"/> does.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="onLine">Called for each line of output or error as it arrives; null when nobody watches.</param>
    /// <param name="onStart">Called with the number of its process; null when nobody wants to know.</param>
    /// <param name="cancellation">Ends the program and its children.</param>
    /// <returns>How it ended, whatever its exit code.</returns>
    /// <exception cref="ToolFailedException">It could not be started, or exceeded its time limit.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the program has been ended.</exception>
    public static async Task<ToolResult> RunAsync(ToolCommand command, Action<string>? onLine, Action<int>? onStart, CancellationToken cancellation)
    {
        using var process = Start(command, isCaptured: true);
        onStart?.Invoke(process.Id);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(command.TimeLimit);
        try
        {
            var output = CollectAsync(process.StandardOutput, onLine, limit.Token);
            var error = CollectAsync(process.StandardError, onLine, limit.Token);
            await GiveAsync(process.StandardInput, command.Input, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ToolResult(command, process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            End(process);
            throw new ToolFailedException($"'{command}' did not end within {command.TimeLimit.TotalSeconds:0} s and was ended", command.Program);
        }
        catch (OperationCanceledException)
        {
            End(process);
            throw;
        }
    }

    /// <summary>Starts a program, in the C locale.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="isCaptured">False leaves it this program's own input and output.</param>
    /// <exception cref="ToolFailedException">It could not be started.</exception>
    internal static Process Start(ToolCommand command, bool isCaptured)
    {
        var start = new ProcessStartInfo(ProgramPath.Find(command.Program) ?? command.Program, command.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = isCaptured,
            RedirectStandardOutput = isCaptured,
            RedirectStandardError = isCaptured,
            WorkingDirectory = command.WorkingDirectory ?? "",
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["PATH"] = string.Join(':', ProgramPath.Folders());
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new ToolFailedException(
                $"'{command.Program}' cannot be started: {exception.Message}", command.Program, $"install the package that holds '{command.Program}'", exception.NativeErrorCode, exception);
        }
    }

    private static async Task GiveAsync(StreamWriter input, string? text, CancellationToken cancellation)
    {
        try
        {
            await input.WriteAsync(text.AsMemory(), cancellation);
            input.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it; how it ended tells whether that was right.
        }
    }

    private static async Task<string> CollectAsync(StreamReader reader, Action<string>? onLine, CancellationToken cancellation)
    {
        if (onLine is null)
        {
            return await reader.ReadToEndAsync(cancellation);
        }

        var text = new System.Text.StringBuilder();
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            text.Append(line).Append('\n');
            onLine(line);
        }

        return text.ToString();
    }

    /// <summary>Ends a program and its children.</summary>
    internal static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);

            // What it was writing may be removed as soon as it is gone.
            process.WaitForExit(EndLimit);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime, which is what was wanted.
        }
    }
}
