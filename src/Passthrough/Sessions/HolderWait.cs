using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Display;

namespace Passthrough.Sessions;

/// <summary>Waits until processes that are ending have let go of devices: for the end of each, and for what logind writes about its sessions, because it holds devices for them.</summary>
internal static class HolderWait
{
    /// <summary>Waits until nobody holds them, or for as long as is allowed.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="read">Who holds them now.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Who still holds them; empty when nobody does.</returns>
    public static async Task<ImmutableArray<DeviceHolder>> UntilFreeAsync(HostRoots roots, Func<ImmutableArray<DeviceHolder>> read, TimeSpan limit, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        using var changed = new SemaphoreSlim(0);
        var folder = DesktopSessions.Folder(roots);
        using var sessions = Directory.Exists(folder) ? FolderWatch.Begin(folder, "*", NotifyFilters.FileName | NotifyFilters.LastWrite, () => changed.Release()) : null;
        var holders = read();
        while (!holders.IsEmpty && !deadline.IsCancellationRequested)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
            await Task.WhenAny([.. holders.Select(holder => holder.ProcessId).Distinct().Select(process => ProcessWait.ForEndAsync(process, turn.Token)), changed.WaitAsync(turn.Token)]);
            await turn.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            holders = read();
        }

        return holders;
    }
}
