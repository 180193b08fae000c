using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions.Leases;

/// <summary>The firmware's picture in the card's memory, which is taken from the driver that keeps it up (simpledrm, efifb, vesafb): VFIO cannot take memory that is claimed.</summary>
/// <param name="Device">The platform device: <c>simple-framebuffer.0</c>, <c>efi-framebuffer.0</c>.</param>
/// <param name="Driver">Its driver: <c>simple-framebuffer</c>, <c>efi-framebuffer</c>.</param>
public sealed record FramebufferLease(string Device, string Driver) : Lease
{
    /// <inheritdoc/>
    public override string Words => $"{Device} from {Driver}";

    private string Folder => $"/sys/bus/platform/devices/{Device}";

    /// <inheritdoc/>
    internal override async Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation)
    {
        var reader = new MachineReader(roots);
        var holders = HolderReader.Read(reader, Nodes(reader)).Holders;
        if (!holders.IsEmpty)
        {
            throw new RefusedException($"{Device} is in use by {HolderRules.Words(holders)}; it was not unbound", Device, "end these programs, and start again");
        }

        if (DriverOf(reader) is { } driver)
        {
            await WatchedWrite.RunAsync(roots, $"/sys/bus/platform/drivers/{driver}/unbind", Device, Device, cancellation);
        }
    }

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        var reader = new MachineReader(roots);
        if (!reader.Exists(roots.Locate(Folder)))
        {
            // Since Linux 6.0 vfio-pci removes it for good (aperture_remove_conflicting_pci_devices), as each driver of a card does.
            return $"{Device}, the firmware's picture, is gone until the next boot; the card's own driver draws instead";
        }

        if (DriverOf(reader) is null)
        {
            await WatchedWrite.RunAsync(roots, $"/sys/bus/platform/drivers/{Driver}/bind", Device, Device, CancellationToken.None);
        }

        return null;
    }

    // Like a card's: DRM's below the folder drm, frame buffers' below graphics.
    private ImmutableHashSet<string> Nodes(MachineReader reader)
    {
        var roots = reader.Roots;
        IEnumerable<string> Names(string folder) => reader.List(roots.Locate($"{Folder}/{folder}")) ?? [];
        return [.. Names("drm").Select(name => roots.NameOf(roots.Dev($"dri/{name}"))), .. Names("graphics").Select(name => roots.NameOf(roots.Dev(name)))];
    }

    private string? DriverOf(MachineReader reader) => reader.ReadLinkName(reader.Roots.Locate($"{Folder}/driver"));
}
