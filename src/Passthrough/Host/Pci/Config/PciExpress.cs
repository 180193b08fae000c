namespace Passthrough.Host.Pci.Config;

/// <summary>The PCI Express capability (number 0x10) of a function; see the PCI Express Base Specification, 7.5.3.</summary>
/// <param name="Version">The capability's version (1 or 2).</param>
/// <param name="Kind">What the function is on PCI Express.</param>
/// <param name="HasSlot">A port: true when it leads to a slot (Slot Implemented). Firmware sets the bit; on boards it is also set for M.2 and for soldered devices.</param>
/// <param name="HasFunctionLevelReset">The function can be reset alone (Device Capabilities, bit 28).</param>
/// <param name="MaxLink">The fastest and widest that the function's link can be; null when the function has no link.</param>
/// <param name="CurrentLink">What the link is now; slow while the device idles. Null when the function has no link.</param>
/// <param name="SlotNumber">The number of the slot as the firmware wrote it (Slot Capabilities, bits 31:19); null when there is no slot.</param>
public sealed record PciExpress(
    int Version, PciExpressKind Kind, bool HasSlot, bool HasFunctionLevelReset, PciLinkState? MaxLink, PciLinkState? CurrentLink, int? SlotNumber);
