using System.Xml.Linq;

namespace Passthrough.Guests.Editing;

/// <summary>An attribute and where it stands in the text; declarations of namespaces are attributes too.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it means, entities resolved.</param>
/// <param name="Lead">Where the white space before it begins.</param>
/// <param name="Start">Where its name begins.</param>
/// <param name="ValueStart">Where its value begins, behind the quote.</param>
/// <param name="ValueEnd">Where its closing quote is.</param>
public sealed record DomainAttribute(XName Name, string Value, int Lead, int Start, int ValueStart, int ValueEnd);
