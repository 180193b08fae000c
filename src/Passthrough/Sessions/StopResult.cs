using System.Collections.Immutable;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;

namespace Passthrough.Sessions;

/// <summary>How a guest ended.</summary>
/// <param name="WasForced">True when it was ended, false when it shut down by itself.</param>
/// <param name="Devices">The PCI functions that it had; empty for a guest without.</param>
/// <param name="Holders">Who still holds one of them; empty when all are free.</param>
/// <param name="Released">What the host has back.</param>
public sealed record StopResult(bool WasForced, ImmutableArray<PciAddress> Devices, ImmutableArray<DeviceHolder> Holders, ReleaseResult Released)
{
    /// <summary>True when nobody holds what it had.</summary>
    public bool AreDevicesFree => Holders.IsEmpty;
}
