namespace Passthrough.Guests.Editing;

/// <summary>Where an element stands in a text.</summary>
/// <param name="start">Where its start tag begins.</param>
internal sealed class ScannedElement(int start)
{
    /// <summary>Where its start tag begins.</summary>
    public int Start { get; } = start;

    /// <summary>Behind its name in the start tag.</summary>
    public int NameEnd { get; set; }

    /// <summary>Its attributes in the order of the text.</summary>
    public List<ScannedAttribute> Attributes { get; } = [];

    /// <summary>Behind its start tag.</summary>
    public int StartTagEnd { get; set; }

    /// <summary>Where its end tag begins; behind the start tag for an element of one tag.</summary>
    public int EndTagStart { get; set; }

    /// <summary>Behind its last tag.</summary>
    public int End { get; set; }
}
