namespace Passthrough.Guests.Design;

/// <summary>One value of a guest and where it comes from.</summary>
/// <param name="Key">The key of the intent that decides it, such as <c>memory.huge-pages</c>.</param>
/// <param name="Value">The value in the intent's words.</param>
/// <param name="Reason">Why; for a given value, that it was given.</param>
/// <param name="IsGiven">True when the person wrote it.</param>
public sealed record GuestChoice(string Key, string Value, string Reason, bool IsGiven);
