using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions.Leases;

/// <summary>CPUs that only the guest's threads use: everything else of the host is kept to the others.</summary>
/// <param name="Guest">The guest's CPUs.</param>
/// <param name="All">The machine's CPUs.</param>
/// <param name="Places">What is kept off them.</param>
public sealed record CpuLease(CpuSet Guest, CpuSet All, ImmutableArray<CpuPlace> Places) : Lease
{
    /// <inheritdoc/>
    public override string Words => $"CPUs {Guest}: {string.Join(", ", Places.GroupBy(place => place.Kind).Select(KindWords))} kept to {All.Except(Guest)}";

    /// <inheritdoc/>
    internal override async Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation)
    {
        foreach (var place in Places)
        {
            await PutAsync(roots, place, place.Text(place.During(All, Guest.Union(GuestsOf(others, place)))), cancellation);
        }
    }

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        var changed = new List<CpuPlace>();
        var forgotten = new List<CpuPlace>();
        foreach (var place in Places.Reverse())
        {
            var left = GuestsOf(others, place);
            var now = place.Kind == CpuPlaceKind.Unit ? await SystemdSlices.AllowedAsync(place.Name, CancellationToken.None) : place.Read(roots);
            if (now is null)
            {
                continue;
            }

            // An interrupt that its driver manages was never moved. What somebody else has set since is theirs.
            var nowCpus = place.Parse(now);
            if (Equals(nowCpus, place.During(All, Guest.Union(left))) || (place.Before.Length == 0 && Equals(nowCpus, All)))
            {
                await PutAsync(roots, place, place.Text(left.IsEmpty ? place.Parse(place.Before) ?? All : place.During(All, left)), CancellationToken.None);
                if (left.IsEmpty && place is { Kind: CpuPlaceKind.Unit, Before: "" })
                {
                    // The kernel takes no empty list from a unit that has processes, so that all CPUs come first; systemd then has no limit any more.
                    await SystemdSlices.AllowAsync(place.Name, "", CancellationToken.None);
                }

                forgotten.AddRange(left.IsEmpty && place.Kind == CpuPlaceKind.Unit ? [place] : []);
            }
            else if (!Equals(nowCpus, place.Parse(place.Before)))
            {
                changed.Add(place);
            }
            else if (left.IsEmpty && place.Kind == CpuPlaceKind.Unit && !string.Equals(new MachineReader(roots).ReadText(roots.Locate(CpuPlace.DropInPath(place.Name))), place.DropIn, StringComparison.Ordinal))
            {
                // Given back before, up to this file.
                forgotten.Add(place);
            }
        }

        await RestoreDropInsAsync(roots, forgotten);
        return changed.Count == 0 ? null : $"somebody else set the CPUs of {string.Join(", ", changed)} meanwhile; left as they are";
    }

    private static CpuSet GuestsOf(IReadOnlyList<Lease> others, CpuPlace place) =>
        others.OfType<CpuLease>()
            .Where(lease => lease.Places.Any(other => other.Kind == place.Kind && string.Equals(other.Name, place.Name, StringComparison.Ordinal)))
            .Aggregate(CpuSet.Empty, (cpus, lease) => cpus.Union(lease.Guest));

    private static async Task PutAsync(HostRoots roots, CpuPlace place, string text, CancellationToken cancellation)
    {
        switch (place.Kind)
        {
            case CpuPlaceKind.Unit:
                await SystemdSlices.AllowAsync(place.Name, text, cancellation);
                break;
            case CpuPlaceKind.Interrupt:
                Attribute.TryWrite(roots, place.Name, text);
                break;
            default:
                Attribute.Write(roots, place.Name, text);
                break;
        }
    }

    // systemd keeps what it was told last; a unit that nobody had told anything has to forget it again.
    private static async Task RestoreDropInsAsync(HostRoots roots, List<CpuPlace> units)
    {
        foreach (var unit in units)
        {
            var path = roots.Locate(CpuPlace.DropInPath(unit.Name));
            if (unit.DropIn is { } text)
            {
                DurableFile.Write(path, System.Text.Encoding.UTF8.GetBytes(text));
            }
            else
            {
                DurableFile.Remove(path);
                RemoveIfEmpty(Path.GetDirectoryName(path)!);
            }
        }

        if (units.Count > 0)
        {
            await UnitStore.ReloadAsync(CancellationToken.None);
        }
    }

    private static void RemoveIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private static string KindWords(IGrouping<CpuPlaceKind, CpuPlace> places) => places.Key switch
    {
        CpuPlaceKind.Interrupt => $"{places.Count()} interrupts",
        CpuPlaceKind.WorkQueues => "work queues",
        _ => string.Join(", ", places.Select(place => place.Name)),
    };
}
