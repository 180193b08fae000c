using Passthrough.Guests.Devices;
using Passthrough.Host.Pci;
using Passthrough.Qmp;

namespace Passthrough.Cli.Documents;

/// <summary>A function on a running guest's PCI bus.</summary>
/// <param name="Address">Where the guest sees it.</param>
/// <param name="Ids"><c>vendor:device</c>.</param>
/// <param name="Identity">With the subsystem where QEMU tells it.</param>
/// <param name="Class">The class code.</param>
/// <param name="HostAddress">The host's function behind it; null for a device that QEMU emulates.</param>
/// <param name="Bars">Its BARs.</param>
internal sealed record GuestPciFunction(
    PciAddress Address, string Ids, PciIdentity Identity, PciClass Class, PciAddress? HostAddress, IReadOnlyList<GuestPciBar> Bars)
{
    /// <summary>The function as the guest has it.</summary>
    public static GuestPciFunction Of(QmpPciDevice device) => new(
        device.Address,
        device.Identity.Ids,
        device.Identity,
        device.Class,
        GuestFunction.HostAddressOf(device.QemuId),
        [.. device.Regions.Select(region => new GuestPciBar(region.Bar, region.Address, region.Size, region.IsMemory, region.IsPrefetchable, region.Is64Bit))]);
}
