using System.Collections.Immutable;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>input toggle-test --json</c>; <c>docs/formats/usb.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Toggle">The toggle, in the word of passthrough.yaml.</param>
/// <param name="IsSeen">True when it arrived.</param>
/// <param name="Devices">The nodes.</param>
internal sealed record ToggleTestDocument(int SchemaVersion, string Toggle, bool IsSeen, ImmutableArray<ToggleTestDevice> Devices);
