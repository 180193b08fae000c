using Passthrough.Guests.Description;

namespace Passthrough.Guests.Import;

/// <summary>A PCI function of the host that is given away.</summary>
/// <param name="Where">Where that stands.</param>
/// <param name="Device">The function.</param>
internal sealed record DraftDevice(string Where, DeviceDescription Device);
