using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Usb;

/// <summary>One USB host controller.</summary>
/// <param name="Name">The device that the root hubs hang on (parent folder of <c>usbN</c>): a PCI address, or <c>vhci_hcd.0</c> and the like.</param>
/// <param name="Address">The PCI function that it is or is part of; null when it is not on PCI.</param>
/// <param name="Driver">The driver that runs it (link <c>driver</c>): <c>xhci_hcd</c>, <c>vfio-pci</c>; null when none is bound.</param>
/// <param name="Buses">Its buses, ordered by number; empty when no USB driver runs it.</param>
/// <param name="Companions">
/// The functions of the same slot that drive the same sockets at another speed (EHCI with its UHCI or OHCI): a socket is a guest's only with all of them.
/// </param>
public sealed record UsbController(
    string Name, PciAddress? Address, string? Driver, ImmutableArray<UsbBus> Buses, ImmutableArray<PciAddress> Companions);
