using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Usb;

/// <summary>One controller with its sockets and what giving it to a guest would mean.</summary>
/// <param name="Controller">The controller.</param>
/// <param name="Function">Its PCI function with its names; null when it is not on PCI.</param>
/// <param name="IommuGroup">Its IOMMU group; null when the kernel made none.</param>
/// <param name="GroupMates">The other functions in that group that are no bridges: a guest gets all of them or none. Empty when it is alone.</param>
/// <param name="Gpu">The display function of the graphics card that it is part of (the USB-C port of a card); null when it is of no card.</param>
/// <param name="HasAllKeyboards">True when every keyboard of the machine hangs on it.</param>
/// <param name="HasAllMice">True when every mouse and touchpad hangs on it.</param>
/// <param name="Inputs">The keyboards and mice that hang on it.</param>
/// <param name="Sockets">Its sockets, in the order of ports.</param>
public sealed record UsbControllerMap(
    UsbController Controller,
    PciDevice? Function,
    int? IommuGroup,
    ImmutableArray<PciAddress> GroupMates,
    PciAddress? Gpu,
    bool HasAllKeyboards,
    bool HasAllMice,
    ImmutableArray<HumanInput> Inputs,
    ImmutableArray<UsbSocket> Sockets);
