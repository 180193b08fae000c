using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Passthrough.Native.Libvirt;

namespace Passthrough.Guests.Libvirt;

/// <summary>Waits for the event that a domain has ended. libvirt's event loop runs on a thread of its own as long as this exists.</summary>
public sealed class DomainStopWatch : IDisposable
{
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConnectionHandle connection;
    private readonly Thread loop;
    private volatile bool isOver;
    private int callback;

    private DomainStopWatch(ConnectionHandle connection)
    {
        this.connection = connection;
        loop = new Thread(RunLoop) { IsBackground = true, Name = "libvirt events" };
    }

    /// <summary>Waits for the end.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>False when the domain still runs after the limit.</returns>
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken cancellation = default)
    {
        try
        {
            await stopped.Task.WaitAsync(limit, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public unsafe void Dispose()
    {
        _ = VirEvent.Deregister(connection, callback);
        isOver = true;
        // The loop waits inside libvirt; a timer that is due lets it turn once more and see the end.
        var timer = VirEvent.AddTimeout(0, &OnTimer, 0, null);
        loop.Join();
        _ = VirEvent.RemoveTimeout(timer);
    }

    internal static unsafe DomainStopWatch Start(ConnectionHandle connection, DomainHandle domain, string name)
    {
        var watch = new DomainStopWatch(connection);
        var self = GCHandle.Alloc(watch);
        watch.callback = VirEvent.Register(connection, domain, VirEvent.Lifecycle, &OnLifecycle, GCHandle.ToIntPtr(self), &OnFreed);
        if (watch.callback < 0)
        {
            self.Free();
            throw LibvirtConnection.Failed($"libvirt does not tell when '{name}' ends", name);
        }

        watch.loop.Start();
        return watch;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLifecycle(nint connection, nint domain, int happened, int detail, nint self)
    {
        if (happened == VirEvent.Stopped)
        {
            ((DomainStopWatch)GCHandle.FromIntPtr(self).Target!).stopped.TrySetResult();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFreed(nint self) => GCHandle.FromIntPtr(self).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnTimer(int timer, nint data)
    {
        // Turning the loop is all that is wanted.
    }

    private void RunLoop()
    {
        while (!isOver && VirEvent.RunOnce() >= 0)
        {
            // Each turn handles what has happened and returns.
        }
    }
}
