using Passthrough.Host;

namespace Passthrough.Sessions;

/// <summary>Watches a guest from before its start to after its end, and gives back what it had when nobody else has done so: after a crash of QEMU, of libvirt's daemon, or of this program's own command.</summary>
/// <param name="roots">The machine.</param>
public sealed class GuestSupervisor(HostRoots roots)
{
    /// <summary>Watches until the guest has nothing any more.</summary>
    /// <param name="guest">The guest's name.</param>
    /// <param name="onReady">Called when the watching has begun.</param>
    /// <param name="cancellation">Ends the watching; nothing is given back then.</param>
    /// <returns>What was given back; nothing when others did it.</returns>
    public async Task<ReleaseResult> RunAsync(string guest, Action onReady, CancellationToken cancellation)
    {
        var path = SessionStore.PathOf(roots, guest);
        using var changed = new SemaphoreSlim(0);
        using var changes = FolderWatch.Begin(Path.GetDirectoryName(path)!, Path.GetFileName(path), NotifyFilters.FileName | NotifyFilters.LastWrite, () => changed.Release());
        onReady();
        while (SessionStore.Read(roots, guest) is { } record && Watched(record) is { } process)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(ProcessWait.ForEndAsync(process.Id, turn.Token), changed.WaitAsync(turn.Token));
            await turn.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        }

        return await new SessionKeeper(roots).ReleaseAsync(guest, cancellation);
    }

    // QEMU itself when it runs; until then who starts it. Libvirt's daemon may be started again without its guests noticing.
    private ProcessIdentity? Watched(SessionRecord record) =>
        new[] { record.Process, GuestProcess.Read(roots, record.Guest, record.Runtime), record.Owner }.OfType<ProcessIdentity>().FirstOrDefault(process => process.IsAlive(roots));
}
