using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions;

/// <summary>One process for good: numbers are given again, the start time is not.</summary>
/// <param name="Id">The process id.</param>
/// <param name="StartTime">Clock ticks since boot (field 22 of <c>/proc/PID/stat</c>).</param>
public sealed record ProcessIdentity(int Id, long StartTime)
{
    /// <summary>The process of a number.</summary>
    /// <returns>Null when there is none, or it has ended and only its number is left.</returns>
    public static ProcessIdentity? Read(HostRoots roots, int processId) =>
        ProcessStat.Read(new MachineReader(roots), processId) is { HasEnded: false, StartTicks: { } start } ? new ProcessIdentity(processId, start) : null;

    /// <summary>True while this very process exists.</summary>
    public bool IsAlive(HostRoots roots) => Read(roots, Id) == this;
}
