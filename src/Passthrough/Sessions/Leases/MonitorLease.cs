using Passthrough.Failures;
using Passthrough.Guests.Display;
using Passthrough.Host;
using Passthrough.Processes;
using Passthrough.Sessions.Monitors;

namespace Passthrough.Sessions.Leases;

/// <summary>A monitor that shows the guest.</summary>
/// <param name="Monitor">The monitor, with the guest's input.</param>
/// <param name="Before">The input that it told before; null when it did not tell.</param>
public sealed record MonitorLease(MonitorInput Monitor, int? Before) : Lease
{
    /// <inheritdoc/>
    public override string Words => $"monitor {Monitor.Words} at {InputSource.Words(Monitor.Guest)}";

    /// <inheritdoc/>
    internal override async Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation) =>
        (await ToolRunner.RunAsync(Ddcutil.Switch(Monitor, Monitor.Guest), cancellation: cancellation)).OrThrow("switch it by its own buttons");

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        var other = others.OfType<MonitorLease>().LastOrDefault(lease => lease.Monitor.IsSameAs(Monitor));

        // What monitors tell of their input is not always right: what the person said goes before it.
        if ((other?.Monitor.Guest ?? Monitor.Host ?? Before) is not { } input)
        {
            return null;
        }

        try
        {
            (await ToolRunner.RunAsync(Ddcutil.Switch(Monitor, input))).OrThrow();
            return null;
        }
        catch (ToolFailedException exception)
        {
            // The guest is gone, and a monitor has buttons.
            return $"the monitor {Monitor.Words} was not switched back to {InputSource.Words(input)}: {exception.Message}";
        }
    }
}
