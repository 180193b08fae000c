using Passthrough.Host.Pci;

namespace Passthrough.Guests.Editing;

/// <summary>A function of a card that a domain is to get.</summary>
/// <param name="Host">Its address on the host.</param>
/// <param name="IsManaged">True when libvirt has to take it from its driver at the start and give it back at the end; false for one that is isolated.</param>
/// <param name="Place">Its address in the guest; null to leave that to libvirt.</param>
/// <param name="IsMultifunction">True for function 0 of a place with several functions.</param>
public sealed record CardFunction(PciAddress Host, bool IsManaged = true, PciAddress? Place = null, bool IsMultifunction = false);
