using System.Collections.Immutable;

namespace Passthrough.Cli.Documents;

/// <summary>A node of the test.</summary>
/// <param name="Path">As it was named.</param>
/// <param name="Node">The node that it leads to.</param>
/// <param name="Name">What the device calls itself; null when unknown.</param>
/// <param name="Guest">The running guest that has it open; null when none.</param>
/// <param name="IsAlive">True when an event came from it.</param>
/// <param name="Keys">The keys of the toggle that came from it, each once.</param>
internal sealed record ToggleTestDevice(string Path, string Node, string? Name, string? Guest, bool IsAlive, ImmutableArray<string> Keys);
