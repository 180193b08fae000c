using Passthrough.Guests;
using Passthrough.Sessions;

namespace Passthrough.Cli.Documents;

/// <summary>One guest of the list.</summary>
/// <param name="Guest">The guest.</param>
/// <param name="State">Whether it runs.</param>
internal sealed record GuestListItem(GuestSpec Guest, GuestState State);
