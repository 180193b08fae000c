namespace Passthrough.Guests.Editing;

/// <summary>How a text is written: what new elements take from their neighbours.</summary>
/// <param name="Unit">What one level is indented by.</param>
/// <param name="Quote">The quote of its attributes.</param>
/// <param name="OneTagEnd">How an element of one tag ends: <c>/&gt;</c>, with a blank before it where the text has one.</param>
internal sealed record DomainStyle(string Unit, char Quote, string OneTagEnd)
{
    private const string UsualUnit = "  ";
    private const string UsualEnd = "/>";

    /// <summary>The style of a text.</summary>
    public static DomainStyle Of(string text, DomainElement root)
    {
        var all = root.Walk().ToList();
        var oneTag = all.Find(element => element.IsOneTag);
        return new DomainStyle(
            all.Select(element => UnitOf(text, element)).OfType<string>().FirstOrDefault() ?? UsualUnit,
            FirstQuote(text, all) ?? '\'',
            oneTag is not null && text[oneTag.End - UsualEnd.Length - 1] == ' ' ? " " + UsualEnd : UsualEnd);
    }

    /// <summary>The indentation of what is put into an element: that of what stands in it, else one level more than its own.</summary>
    public string IndentIn(string text, DomainElement parent, string outer) =>
        parent.Elements.Select(element => DomainLayout.IndentOf(text, element.Start)).OfType<string>().FirstOrDefault()
        ?? outer + (parent.Parent is { } above && UnitBetween(text, above, parent) is { } unit ? unit : Unit);

    /// <summary>The quote that attributes around a place have.</summary>
    public char QuoteIn(string text, DomainElement element) => FirstQuote(text, element.Walk()) ?? Quote;

    private static char? FirstQuote(string text, IEnumerable<DomainElement> elements) =>
        elements.SelectMany(element => element.Attributes).FirstOrDefault() is { } attribute ? text[attribute.ValueEnd] : null;

    private static string? UnitOf(string text, DomainElement element) => element.Parent is { } parent ? UnitBetween(text, parent, element) : null;

    private static string? UnitBetween(string text, DomainElement outer, DomainElement inner) =>
        DomainLayout.IndentOf(text, outer.Start) is { } shorter && DomainLayout.IndentOf(text, inner.Start) is { } longer && longer.Length > shorter.Length && longer.StartsWith(shorter, StringComparison.Ordinal)
            ? longer[shorter.Length..]
            : null;
}
