namespace Passthrough.Guests.Editing;

/// <summary>Where an attribute stands in a text.</summary>
/// <param name="Lead">Where the white space before it begins.</param>
/// <param name="Start">Where its name begins.</param>
/// <param name="ValueStart">Where its value begins, behind the quote.</param>
/// <param name="ValueEnd">Where its closing quote is.</param>
internal readonly record struct ScannedAttribute(int Lead, int Start, int ValueStart, int ValueEnd);
