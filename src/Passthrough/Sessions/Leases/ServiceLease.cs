using Passthrough.Host;

namespace Passthrough.Sessions.Leases;

/// <summary>A service that holds the card and is stopped while a guest has it.</summary>
/// <param name="Unit">The systemd unit.</param>
public sealed record ServiceLease(string Unit) : Lease
{
    /// <inheritdoc/>
    public override string Words => $"{Unit} stopped";

    /// <inheritdoc/>
    internal override Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation) => UnitStore.RunAsync("stop", Unit, null, cancellation);

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        if (others.OfType<ServiceLease>().Any(other => string.Equals(other.Unit, Unit, StringComparison.Ordinal)))
        {
            return null;
        }

        await UnitStore.RunAsync("start", Unit, null, CancellationToken.None);
        return null;
    }
}
