using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Bench;

/// <summary>Asks GNU time: the kernel counts the memory of whoever starts a program as the program's own, and a .NET process is large.</summary>
internal static class PeakMemory
{
    private const string Time = "/usr/bin/time";

    /// <summary>The most memory of a process (<c>ru_maxrss</c>), in KiB; null without GNU time.</summary>
    /// <param name="command">Program and arguments.</param>
    public static int? OfKib(ImmutableArray<string> command)
    {
        if (!File.Exists(Time))
        {
            return null;
        }

        var answer = Path.GetTempFileName();
        try
        {
            ProcessTimer.Once([Time, "-q", "-f", "%M", "-o", answer, .. command]);
            return int.TryParse(File.ReadLines(answer).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var kib) ? kib : null;
        }
        finally
        {
            File.Delete(answer);
        }
    }
}
