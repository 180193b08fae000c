using System.Globalization;
using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions;

/// <summary>One process for good: numbers are given again, the start time is not.</summary>
/// <param name="Id">The process id.</param>
/// <param name="StartTime">Clock ticks since boot (field 22 of <c>/proc/PID/stat</c>).</param>
public sealed record ProcessIdentity(int Id, long StartTime)
{
    /// <summary>The process of a number.</summary>
    /// <returns>Null when there is none.</returns>
    public static ProcessIdentity? Read(HostRoots roots, int processId)
    {
        var stat = new MachineReader(roots).ReadText(roots.Proc($"{processId.ToString(CultureInfo.InvariantCulture)}/stat"));
        return stat is not null && StartTimeOf(stat) is { } start ? new ProcessIdentity(processId, start) : null;
    }

    /// <summary>True while this very process exists.</summary>
    public bool IsAlive(HostRoots roots) => Read(roots, Id) == this;

    /// <summary>The start time in the text of <c>/proc/PID/stat</c>; null when it is no such text, or the process has ended and only its number is left.</summary>
    public static long? StartTimeOf(string stat)
    {
        // The name in parentheses may itself hold blanks and parentheses.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        const int State = 0;
        const int StartTicks = 19;
        return fields.Length > StartTicks && fields[State] is not ("Z" or "X") && long.TryParse(fields[StartTicks], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? start
            : null;
    }
}
