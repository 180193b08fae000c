namespace Passthrough.Guests.Editing;

/// <summary>Finds where the elements of a text stand. The text is known to be well formed and to have no document type, so the scanner checks nothing.</summary>
internal static class DomainScanner
{
    private const string CommentStart = "<!--";
    private const string CommentEnd = "-->";
    private const string CharacterDataStart = "<![CDATA[";
    private const string CharacterDataEnd = "]]>";
    private const string InstructionStart = "<?";
    private const string InstructionEnd = "?>";

    /// <summary>All elements in the order of their start tags.</summary>
    /// <param name="text">A well-formed document.</param>
    public static List<ScannedElement> Scan(string text)
    {
        var found = new List<ScannedElement>();
        var open = new Stack<ScannedElement>();
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at))
        {
            if (SkipNoElement(text, at) is { } behind)
            {
                at = behind;
            }
            else if (text[at + 1] == '/')
            {
                var element = open.Pop();
                element.EndTagStart = at;
                at = element.End = text.IndexOf('>', at) + 1;
            }
            else
            {
                var element = StartTag(text, at);
                found.Add(element);
                at = element.StartTagEnd;
                if (text[at - 2] == '/')
                {
                    element.EndTagStart = element.End = at;
                }
                else
                {
                    open.Push(element);
                }
            }
        }

        return found;
    }

    /// <summary>Passes over a comment, an instruction or character data.</summary>
    /// <param name="text">A well-formed document, or the content of an element.</param>
    /// <param name="at">A place in it.</param>
    /// <returns>Behind it; null when none of them begins there.</returns>
    public static int? SkipNoElement(string text, int at) =>
        Skip(text, at, CommentStart, CommentEnd) ?? Skip(text, at, CharacterDataStart, CharacterDataEnd) ?? Skip(text, at, InstructionStart, InstructionEnd);

    /// <summary>Passes over a comment.</summary>
    /// <param name="text">A well-formed document.</param>
    /// <param name="at">A place in it.</param>
    /// <returns>Behind it; null when none begins there.</returns>
    public static int? SkipComment(string text, int at) => Skip(text, at, CommentStart, CommentEnd);

    /// <summary>Passes over a comment or an instruction, which are no part of an element's value.</summary>
    /// <param name="text">A well-formed document.</param>
    /// <param name="at">A place in it.</param>
    /// <returns>Behind it; null when neither begins there.</returns>
    public static int? SkipSilent(string text, int at) => Skip(text, at, CommentStart, CommentEnd) ?? Skip(text, at, InstructionStart, InstructionEnd);

    /// <summary>True for white space of XML.</summary>
    public static bool IsBlank(char letter) => letter is ' ' or '\t' or '\r' or '\n';

    private static int? Skip(string text, int at, string start, string end) =>
        string.CompareOrdinal(text, at, start, 0, start.Length) == 0 ? text.IndexOf(end, at + start.Length, StringComparison.Ordinal) + end.Length : null;

    private static ScannedElement StartTag(string text, int start)
    {
        var element = new ScannedElement(start);
        var at = start + 1;
        while (!IsBlank(text[at]) && text[at] is not ('/' or '>'))
        {
            at++;
        }

        element.NameEnd = at;
        while (true)
        {
            var lead = at;
            while (IsBlank(text[at]))
            {
                at++;
            }

            if (text[at] is '/' or '>')
            {
                element.StartTagEnd = text.IndexOf('>', at) + 1;
                return element;
            }

            var name = at;
            var quote = text.AsSpan(at).IndexOfAny('"', '\'') + at;
            var end = text.IndexOf(text[quote], quote + 1);
            element.Attributes.Add(new ScannedAttribute(lead, name, quote + 1, end));
            at = end + 1;
        }
    }
}
