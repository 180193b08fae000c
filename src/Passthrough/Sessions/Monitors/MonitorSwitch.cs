using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests.Display;
using Passthrough.Host;
using Passthrough.Processes;
using Passthrough.Sessions.Leases;

namespace Passthrough.Sessions.Monitors;

/// <summary>Switches monitors to a guest, when it runs and all else is done: until then the person sees the host. A monitor that does not obey is no reason to stop anything.</summary>
/// <param name="roots">The machine.</param>
internal sealed class MonitorSwitch(HostRoots roots)
{
    /// <summary>Switches the monitors of a guest that runs.</summary>
    /// <param name="guest">The guest; one without a record has nothing that could be given back, and gets none.</param>
    /// <param name="monitors">Its monitors.</param>
    /// <param name="cancellation">Gives up; those that were switched are given back with the rest.</param>
    /// <returns>Why monitors were not switched.</returns>
    public async Task<ImmutableArray<string>> SwitchAsync(string guest, ImmutableArray<MonitorInput> monitors, CancellationToken cancellation)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        foreach (var monitor in monitors)
        {
            try
            {
                Ddcutil.Require(roots);
                await SwitchAsync(guest, monitor, cancellation);
            }
            catch (ToolFailedException exception)
            {
                notes.Add($"the monitor {monitor.Words} was not switched: {exception.Message}{(exception.NextStep is { } next ? $" ({next})" : "")}");
            }
        }

        return notes.ToImmutable();
    }

    private async Task SwitchAsync(string guest, MonitorInput monitor, CancellationToken cancellation)
    {
        var shown = await ReadAsync(monitor, cancellation);
        using var turn = await SessionLock.TakeAsync(roots, cancellation);
        if (SessionStore.Read(roots, guest) is { } record)
        {
            // With another guest at it, what it shows now is not what it showed before any.
            var others = new SessionKeeper(roots).LeasesOfOthers(guest);
            var first = others.OfType<MonitorLease>().FirstOrDefault(other => other.Monitor.IsSameAs(monitor));
            var lease = new MonitorLease(monitor, first is null ? shown : first.Before);
            SessionStore.Write(roots, record with { Leases = record.Leases.Add(lease) });
            await lease.TakeAsync(roots, others, cancellation);
        }
    }

    // One that does not tell what it shows can be switched back all the same when the person said where to.
    private static async Task<int?> ReadAsync(MonitorInput monitor, CancellationToken cancellation)
    {
        try
        {
            var answer = (await ToolRunner.RunAsync(Ddcutil.Read(monitor), cancellation: cancellation)).OrThrow("'ddcutil detect' lists the monitors").Output;
            var shown = Ddcutil.ParseInput(answer);
            return shown is null && monitor.Host is null
                ? throw new ToolFailedException($"ddcutil does not tell its input: '{answer.Trim()}'", Ddcutil.Program, "say 'host:' in the guest's 'monitors'")
                : shown;
        }
        catch (ToolFailedException) when (monitor.Host is not null)
        {
            return null;
        }
    }
}
