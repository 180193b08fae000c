using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions.Leases;

/// <summary>The display manager, which is stopped with the desktops on this machine's screens while a guest has the card that shows them.</summary>
/// <param name="Unit">Its systemd unit, not the alias <c>display-manager.service</c>.</param>
/// <param name="Functions">The card's functions, that nobody may hold any more when it has stopped.</param>
public sealed record DisplayManagerLease(string Unit, ImmutableArray<PciAddress> Functions) : Lease
{
    // A desktop saves and closes what is open; systemd itself ends a service after 90 s.
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(3);

    // How long after that the last program of a desktop may hold the card.
    private static readonly TimeSpan HolderLimit = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public override string Words => $"{Unit} stopped, with the desktop on this machine's screen";

    /// <inheritdoc/>
    internal override async Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation)
    {
        await UnitStore.RunAsync("stop", Unit, StopLimit, cancellation);
        var groups = DeviceReader.Read(new MachineReader(roots), PciReadScope.Lists).Iommu;
        var left = await HolderWait.UntilFreeAsync(roots, () => [.. CardHolders.Read(roots, Functions, groups).Where(holder => !HolderRules.LetsGo(holder))], HolderLimit, cancellation);
        if (!left.IsEmpty)
        {
            throw new RefusedException(
                $"{HolderRules.Words(left)} still {(left.Length == 1 ? "holds" : "hold")} the card after {Unit} has stopped; nothing was unbound, and {Unit} was started again", Functions[0].ToString(), "end these programs, and start again");
        }
    }

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        await UnitStore.RunAsync("start", Unit, StopLimit, CancellationToken.None);
        return null;
    }
}
