using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Sessions.Leases;

namespace Passthrough.Sessions;

/// <summary>Takes leases in order, each written down before its effect, and gives them back in reverse, as often as it takes.</summary>
/// <param name="roots">The machine.</param>
internal sealed class SessionKeeper(HostRoots roots)
{
    /// <summary>What other guests have now.</summary>
    /// <param name="guest">The guest that is not meant.</param>
    public ImmutableArray<Lease> LeasesOfOthers(string guest) =>
        [.. SessionStore.ReadAll(roots).Where(record => !string.Equals(record.Guest, guest, StringComparison.Ordinal)).SelectMany(record => record.Leases)];

    /// <summary>Takes leases.</summary>
    /// <param name="record">The guest's record, with nothing taken yet.</param>
    /// <param name="leases">What to take.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The record with all of them.</returns>
    /// <exception cref="PassthroughException">One could not be taken; all have been given back.</exception>
    /// <exception cref="OperationCanceledException">Given up; all have been given back.</exception>
    public async Task<SessionRecord> TakeAsync(SessionRecord record, ImmutableArray<Lease> leases, CancellationToken cancellation)
    {
        using (await SessionLock.TakeAsync(roots, cancellation))
        {
            SessionStore.Write(roots, record);
            try
            {
                foreach (var lease in leases)
                {
                    cancellation.ThrowIfCancellationRequested();
                    record = record with { Leases = record.Leases.Add(lease) };
                    SessionStore.Write(roots, record);
                    await lease.TakeAsync(roots, LeasesOfOthers(record.Guest), cancellation);
                }

                return record;
            }
            catch (Exception exception) when (exception is PassthroughException or OperationCanceledException or IOException or UnauthorizedAccessException)
            {
                await GiveBackAsync(record);
                throw;
            }
        }
    }

    /// <summary>Gives back all that a guest has.</summary>
    /// <param name="guest">The guest; it does not run.</param>
    /// <param name="cancellation">Gives up waiting for its turn; what is begun is done.</param>
    public async Task<ReleaseResult> ReleaseAsync(string guest, CancellationToken cancellation)
    {
        using var turn = await SessionLock.TakeAsync(roots, cancellation);
        return SessionStore.Read(roots, guest) is { } record ? await GiveBackAsync(record) : new ReleaseResult(guest, [], [], []);
    }

    /// <summary>Makes a process the one that gives back after the guest's end; should it end before, the watcher does.</summary>
    /// <param name="guest">The guest; one without a record has nothing to give back.</param>
    /// <param name="owner">The process.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task ReownAsync(string guest, ProcessIdentity owner, CancellationToken cancellation)
    {
        using var turn = await SessionLock.TakeAsync(roots, cancellation);
        if (SessionStore.Read(roots, guest) is { } record)
        {
            SessionStore.Write(roots, record with { Owner = owner });
        }
    }

    private async Task<ReleaseResult> GiveBackAsync(SessionRecord record)
    {
        var returned = ImmutableArray.CreateBuilder<string>();
        var notes = ImmutableArray.CreateBuilder<string>();
        var failures = ImmutableArray.CreateBuilder<string>();
        foreach (var lease in record.Leases.Reverse())
        {
            // The watcher stays for as long as there is something to give back.
            if (lease is SupervisorLease && failures.Count > 0)
            {
                continue;
            }

            try
            {
                if (await lease.ReturnAsync(roots, LeasesOfOthers(record.Guest)) is { } note)
                {
                    notes.Add(note);
                }

                returned.Add(lease.Words);
                record = record with { Leases = record.Leases.Remove(lease) };
                SessionStore.Write(roots, record);
            }
            catch (PassthroughException exception)
            {
                failures.Add(exception.NextStep is { } next ? $"{lease.Words}: {exception.Message} ({next})" : $"{lease.Words}: {exception.Message}");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                failures.Add($"{lease.Words}: {exception.Message}");
            }
        }

        if (failures.Count == 0)
        {
            SessionStore.Remove(roots, record.Guest);
        }

        return new ReleaseResult(record.Guest, returned.ToImmutable(), notes.ToImmutable(), failures.ToImmutable());
    }
}
