using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Passthrough.Bench;

/// <summary>Times whole processes in pairs: the two commands take turns, so that whatever else the machine does meets both alike.</summary>
internal static class ProcessTimer
{
    /// <summary>
    /// What takes the times, here and in a virtual PC: for bash, with the rounds, the number of words of the first command, and both commands as its arguments. Prints the microseconds
    /// of a pair for each round after the first.
    /// </summary>
    public const string Script = """
        took() { local start=${EPOCHREALTIME/./}; "$@" < "${INPUT:-/dev/null}" > /dev/null 2>&1; took=$(( ${EPOCHREALTIME/./} - start )); }
        rounds=$1 length=$2; shift 2
        first=("${@:1:length}") second=("${@:length+1}")
        for ((round = 0; round <= rounds; round++)); do
            took "${first[@]}"; ours=$took
            took "${second[@]}"
            [ $round = 0 ] || echo $ours $took
        done
        """;

    /// <summary>Runs both commands in turn.</summary>
    /// <param name="first">Program and arguments.</param>
    /// <param name="second">Program and arguments.</param>
    /// <param name="rounds">How often each runs; one more round before warms the page cache.</param>
    /// <param name="input">The file on their standard input; null for an empty one.</param>
    public static (Timing First, Timing Second) Pair(ImmutableArray<string> first, ImmutableArray<string> second, int rounds, string? input = null)
    {
        string[] counts = [rounds.ToString(CultureInfo.InvariantCulture), first.Length.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo("bash", ["-c", Script, "pair", .. counts, .. first, .. second]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C";
        start.Environment["INPUT"] = input ?? "/dev/null";
        using var process = Process.Start(start)!;
        var pairs = Timing.ParsePairs(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return pairs;
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

    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">Program and arguments.</param>
    public static void Once(ImmutableArray<string> command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        error.Wait();
    }
}
