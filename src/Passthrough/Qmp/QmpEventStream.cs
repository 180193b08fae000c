using System.Threading.Channels;
using Passthrough.Failures;

namespace Passthrough.Qmp;

/// <summary>
/// The events since <see cref="QmpClient.Subscribe"/>. Subscribe before the command whose event is waited for: then none is missed, however fast it comes.
/// </summary>
public sealed class QmpEventStream : IDisposable
{
    private readonly Channel<QmpEvent> events = Channel.CreateUnbounded<QmpEvent>();
    private readonly Action<QmpEventStream> leave;
    private readonly string where;

    internal QmpEventStream(string where, Action<QmpEventStream> leave)
    {
        this.where = where;
        this.leave = leave;
    }

    /// <summary>All events until the connection ends.</summary>
    /// <exception cref="HypervisorException">The connection was lost, or something else than QMP came.</exception>
    public IAsyncEnumerable<QmpEvent> ReadAllAsync(CancellationToken cancellation = default) => events.Reader.ReadAllAsync(cancellation);

    /// <summary>Waits for the next event of a name; others are passed over.</summary>
    /// <param name="name">Such as <c>SHUTDOWN</c>.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The event; null when the limit passed without it.</returns>
    /// <exception cref="HypervisorException">The connection was lost first.</exception>
    public Task<QmpEvent?> WaitForAsync(string name, TimeSpan limit, CancellationToken cancellation = default) => WaitForAsync(name, _ => true, limit, cancellation);

    /// <summary>Waits for the next event of a name that is about something; others are passed over.</summary>
    /// <param name="name">Such as <c>DEVICE_DELETED</c>.</param>
    /// <param name="isMeant">Whether it is about that.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The event; null when the limit passed without it.</returns>
    /// <exception cref="HypervisorException">The connection was lost first.</exception>
    public async Task<QmpEvent?> WaitForAsync(string name, Predicate<QmpEvent> isMeant, TimeSpan limit, CancellationToken cancellation = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            await foreach (var happened in ReadAllAsync(deadline.Token))
            {
                if (string.Equals(happened.Name, name, StringComparison.Ordinal) && isMeant(happened))
                {
                    return happened;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }

        throw new HypervisorException($"the connection to QEMU was closed while waiting for {name}", where);
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        leave(this);
        events.Writer.TryComplete();
    }

    internal void Deliver(QmpEvent happened) => events.Writer.TryWrite(happened);

    internal void Complete(Exception? reason) => events.Writer.TryComplete(reason);
}
