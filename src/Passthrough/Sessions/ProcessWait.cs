using Passthrough.Native.Libc;

namespace Passthrough.Sessions;

/// <summary>Waits for the end of processes that are not this one's children (pidfd_open(2)).</summary>
internal static class ProcessWait
{
    // poll(2) cannot be woken; each turn is this long at most.
    private static readonly TimeSpan Turn = TimeSpan.FromHours(1);

    /// <summary>Ends with the process.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public static async Task ForEndAsync(int processId, CancellationToken cancellation)
    {
        using var handle = ProcessEnd.OpenHandle(processId);

        // poll(2) blocks its thread; given up, the thread goes with the program or with the process that it waits for.
        while (handle is not null && !await Task.Factory.StartNew(() => ProcessEnd.Wait(handle, Turn), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
