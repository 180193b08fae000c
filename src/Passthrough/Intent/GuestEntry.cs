using Passthrough.Guests;

namespace Passthrough.Intent;

/// <summary>One guest and where it stands in the file.</summary>
/// <param name="Guest">The guest.</param>
/// <param name="FirstLine">The line of its dash, from 0.</param>
/// <param name="LastLine">The last line that belongs to it, from 0.</param>
/// <param name="Indent">The blanks before its dash; null when it is not written with a dash of its own line (flow style), so that it cannot be edited as lines.</param>
public sealed record GuestEntry(GuestSpec Guest, int FirstLine, int LastLine, int? Indent);
