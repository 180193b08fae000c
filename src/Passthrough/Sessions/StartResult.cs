using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Sessions;

/// <summary>How a guest began.</summary>
/// <param name="Devices">The PCI functions that it has; empty for a guest without.</param>
/// <param name="Notes">What a person should know, such as that a monitor was not switched.</param>
public sealed record StartResult(ImmutableArray<PciAddress> Devices, ImmutableArray<string> Notes);
