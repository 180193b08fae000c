using System.Collections.Immutable;
using Passthrough.Host.Display;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Usb;

/// <summary>Which socket belongs to which controller, and what else a controller brings along.</summary>
public static class UsbPortMap
{
    /// <summary>A map of each controller, in the order of the facts.</summary>
    /// <param name="usb">The machine's USB.</param>
    /// <param name="pci">All PCI functions.</param>
    /// <param name="iommu">The groups.</param>
    public static ImmutableArray<UsbControllerMap> Of(UsbFacts usb, PciFacts pci, IommuFacts iommu)
    {
        var cards = GraphicsCards.Find(pci);
        return [.. usb.Controllers.Select(controller => Of(controller, usb, pci, iommu, cards))];
    }

    private static UsbControllerMap Of(
        UsbController controller,
        UsbFacts usb,
        PciFacts pci,
        IommuFacts iommu,
        ImmutableArray<(PciAddress Display, ImmutableArray<PciAddress> Functions)> cards)
    {
        var function = controller.Address is { } address ? pci.Find(address) : null;
        var group = controller.Address is { } own ? iommu.GroupOf(own) : null;
        return new UsbControllerMap(
            controller,
            function,
            group?.Number,
            [.. (group?.Devices ?? []).Where(member => member != controller.Address && pci.Find(member) is not { Class.IsBridge: true })],
            cards.Where(card => controller.Address is { } part && card.Functions.Contains(part)).Select(card => (PciAddress?)card.Display).FirstOrDefault(),
            controller.Address is not null && usb.ControllerOfAllKeyboards == controller.Address,
            controller.Address is not null && usb.ControllerOfAllMice == controller.Address,
            [.. usb.Inputs.Where(input => input.Controller is not null && input.Controller == controller.Address)],
            UsbSockets.Of(usb, [.. controller.Buses.Select(bus => $"usb{bus.Number}")]));
    }
}
