using System.Collections.Immutable;
using System.Diagnostics;

namespace Passthrough.Bench;

/// <summary>Times whole processes in pairs: the two commands take turns, so that whatever else the machine does meets both alike.</summary>
internal static class ProcessTimer
{
    /// <summary>Runs both commands in turn.</summary>
    /// <param name="first">Program and arguments.</param>
    /// <param name="second">Program and arguments.</param>
    /// <param name="rounds">How often each runs; one more round before warms the page cache.</param>
    public static (Timing First, Timing Second) Pair(ImmutableArray<string> first, ImmutableArray<string> second, int rounds)
    {
        var firsts = ImmutableArray.CreateBuilder<double>(rounds);
        var seconds = ImmutableArray.CreateBuilder<double>(rounds);
        Once(first);
        Once(second);
        for (var round = 0; round < rounds; round++)
        {
            firsts.Add(Once(first));
            seconds.Add(Once(second));
        }

        return (new Timing(firsts.ToImmutable()), new Timing(seconds.ToImmutable()));
    }

    /// <summary>True when the program is here and ends without an error.</summary>
    /// <param name="command">Program and arguments.</param>
    public static bool Succeeds(ImmutableArray<string> command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            error.Wait();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a command once.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <returns>Milliseconds from start to end.</returns>
    public static double Once(ImmutableArray<string> command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        error.Wait();
        return clock.Elapsed.TotalMilliseconds;
    }
}
