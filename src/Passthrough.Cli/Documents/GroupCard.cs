using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Cli.Documents;

/// <summary>A card in a group.</summary>
/// <param name="Gpu">The card's display function.</param>
/// <param name="ForeignEndpoints">The members of this group that are neither the card's nor bridges.</param>
internal sealed record GroupCard(PciAddress Gpu, ImmutableArray<PciAddress> ForeignEndpoints);
