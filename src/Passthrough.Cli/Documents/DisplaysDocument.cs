using System.Collections.Immutable;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>displays --json</c>; <c>docs/formats/displays.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Display">The cards and who holds them.</param>
/// <param name="Functions">The PCI functions of the cards.</param>
/// <param name="Problems">What was there and could not be read.</param>
internal sealed record DisplaysDocument(int SchemaVersion, DisplayFacts Display, ImmutableArray<PciDevice> Functions, ImmutableArray<ReadProblem> Problems);
