using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary>What <c>/proc/PID</c> tells about people's programs beyond the name of a holder.</summary>
internal static partial class ProcessRule
{
    /// <summary><c>/proc/PID/stat</c> with a dash for the program's name, which nothing is read from.</summary>
    public static string ReplaceStat(string stat) =>
        stat.IndexOf('(', StringComparison.Ordinal) is >= 0 and var start && stat.LastIndexOf(')') is var end && end > start ? $"{stat[..start]}(-{stat[end..]}" : stat;

    /// <summary><c>/proc/PID/cmdline</c> with the program's own name only: arguments are files and names of people's guests.</summary>
    public static string ReplaceCommandLine(string commandLine)
    {
        var program = commandLine.Split('\0')[0].Split(' ')[0];
        return program.Length == 0 ? "" : program[(program.LastIndexOf('/') + 1)..] + "\0";
    }

    /// <summary>True for an open file that may be told of: a device node. What else a process has open is its user's own.</summary>
    public static bool MayBeTold(string path, string target) => !OpenFile().IsMatch(path) || target.StartsWith("/dev/", StringComparison.Ordinal);

    [GeneratedRegex("^/proc/[0-9]+/(?:task/[0-9]+/)?(?:fd|map_files|cwd|root|exe)(?:/|$)", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex OpenFile();
}
