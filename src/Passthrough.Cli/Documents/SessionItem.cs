using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Cli.Documents;

/// <summary>What one guest has.</summary>
/// <param name="Guest">Its name.</param>
/// <param name="ProcessId">QEMU's process; null while it is being started or given back.</param>
/// <param name="Functions">The PCI functions that it owns.</param>
/// <param name="Leases">What was taken for it, in words, in the order of taking.</param>
internal sealed record SessionItem(string Guest, int? ProcessId, ImmutableArray<PciAddress> Functions, ImmutableArray<string> Leases);
