using System.Collections.Immutable;
using Passthrough.Guests;
using Passthrough.Guests.Design;
using Passthrough.Sessions;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>guest show --json</c> and <c>guest create --json</c>; <c>docs/formats/guest.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Guest">The guest with every choice made.</param>
/// <param name="Choices">Where each value comes from.</param>
/// <param name="Warnings">What works and may surprise.</param>
/// <param name="State">Whether it runs.</param>
/// <param name="Pci">What it has on its PCI bus; null when that was not asked.</param>
internal sealed record GuestDocument(
    int SchemaVersion, GuestSpec Guest, ImmutableArray<GuestChoice> Choices, ImmutableArray<string> Warnings, GuestState State, ImmutableArray<GuestPciFunction>? Pci);
