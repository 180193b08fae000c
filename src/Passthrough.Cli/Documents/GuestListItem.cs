using Passthrough.Guests;
using Passthrough.Sessions;

namespace Passthrough.Cli.Documents;

/// <summary>One guest of the list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Whether it runs.</param>
/// <param name="Guest">The guest with every choice made; null when this machine cannot have it.</param>
/// <param name="Problem">Why this machine cannot have it; null when it can.</param>
internal sealed record GuestListItem(string Name, GuestState State, GuestSpec? Guest, string? Problem);
