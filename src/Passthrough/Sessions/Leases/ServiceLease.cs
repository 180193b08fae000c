using Passthrough.Host;
using Passthrough.Processes;

namespace Passthrough.Sessions.Leases;

/// <summary>A service that holds the card and is stopped while a guest has it.</summary>
/// <param name="Unit">The systemd unit.</param>
public sealed record ServiceLease(string Unit) : Lease
{
    /// <inheritdoc/>
    public override string Words => $"{Unit} stopped";

    /// <inheritdoc/>
    internal override Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation) => RunAsync("stop", cancellation);

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        if (others.OfType<ServiceLease>().Any(other => string.Equals(other.Unit, Unit, StringComparison.Ordinal)))
        {
            return null;
        }

        await RunAsync("start", CancellationToken.None);
        return null;
    }

    private async Task RunAsync(string verb, CancellationToken cancellation) =>
        (await ToolRunner.RunAsync(new ToolCommand("systemctl", [verb, "--", Unit]), cancellation: cancellation)).OrThrow($"journalctl -u {Unit}");
}
