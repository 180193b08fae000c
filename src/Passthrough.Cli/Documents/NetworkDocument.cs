using System.Collections.Immutable;
using Passthrough.Host.Network;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>network --json</c>; <c>docs/formats/network.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Network">The facts.</param>
/// <param name="Answers">What each interface can do for guests.</param>
internal sealed record NetworkDocument(int SchemaVersion, NetworkFacts Network, ImmutableArray<InterfaceAnswer> Answers);
