using System.Collections.Immutable;
using Passthrough.Sessions;

namespace Passthrough.Cli.Views;

/// <summary>What guests have from the host, for a person.</summary>
internal static class SessionView
{
    /// <summary>All guests.</summary>
    public static IEnumerable<string> Lines(ImmutableArray<SessionRecord> sessions) =>
        sessions.IsEmpty ? ["No guest has anything from the host."] : sessions.SelectMany(Lines);

    /// <summary>What came of a start.</summary>
    public static string Started(string guest, StartResult result) => result.Devices.IsEmpty ? $"'{guest}' runs." : $"'{guest}' runs and has {string.Join(", ", result.Devices)}.";

    /// <summary>What came of a stop.</summary>
    public static IEnumerable<string> Stopped(string guest, StopResult result) =>
    [
        result.WasForced ? $"'{guest}' was ended." : $"'{guest}' has shut down.",
        .. Lines(result.Released),
        .. result.Devices.IsEmpty ? [] : result.AreDevicesFree
            ? [$"Free: no process has {string.Join(", ", result.Devices)} open."]
            : result.Holders.Select(holder => TextLayout.Plain($"  {holder.Node} by {holder.Command} (pid {holder.ProcessId})")).Prepend("Still held:"),
    ];

    /// <summary>What came of giving back.</summary>
    public static IEnumerable<string> Lines(ReleaseResult result) =>
    [
        .. result.Returned.Select(words => TextLayout.Plain($"  back: {words}")),
        .. result.Notes.Select(words => TextLayout.Plain($"  note: {words}")),
        .. result.Failures.Select(words => TextLayout.Plain($"  not back: {words}")),
        .. result.IsComplete ? (ReadOnlySpan<string>)[] : [$"Next: sudo passthrough session release {result.Guest}"],
    ];

    private static IEnumerable<string> Lines(SessionRecord session) =>
    [
        TextLayout.Plain($"{session.Guest} ({(session.Process is { } process ? $"pid {process.Id}" : $"being started by pid {session.Owner.Id}")})"),
        TextLayout.Plain($"  devices: {(session.Functions.IsEmpty ? "none" : string.Join(", ", session.Functions.Select(function => function.Address)))}"),
        .. session.Leases.Select(lease => TextLayout.Plain($"  {lease.Words}")),
    ];
}
