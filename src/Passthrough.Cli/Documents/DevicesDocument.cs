using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>devices --json</c>; <c>docs/formats/devices.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Devices">The functions asked about.</param>
internal sealed record DevicesDocument(int SchemaVersion, ImmutableArray<PciDevice> Devices);
