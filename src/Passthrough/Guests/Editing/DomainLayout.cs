namespace Passthrough.Guests.Editing;

/// <summary>Lines and blanks around places of a text.</summary>
internal static class DomainLayout
{
    private const int OneTagEndLength = 2;

    /// <summary>The blanks before a place that is the first on its line; null when something else stands before it.</summary>
    public static string? IndentOf(string text, int at)
    {
        var start = at;
        while (start > 0 && text[start - 1] is ' ' or '\t')
        {
            start--;
        }

        return start == 0 || text[start - 1] == '\n' ? text[start..at] : null;
    }

    /// <summary>Where a line ends after a place, behind comments that begin on it; null when something else follows.</summary>
    public static int? LineEnd(string text, int at)
    {
        while (at < text.Length)
        {
            if (BreakAt(text, at) > 0)
            {
                return at;
            }

            var behind = text[at] is ' ' or '\t' ? at + 1 : DomainScanner.SkipComment(text, at);
            if (behind is null)
            {
                return null;
            }

            at = behind.Value;
        }

        return null;
    }

    /// <summary>The line end that is used around a place: the next one, else the last.</summary>
    public static string NewLineAt(string text, int at)
    {
        var end = text.IndexOf('\n', at);
        end = end < 0 ? text.LastIndexOf('\n') : end;
        return end > 0 && text[end - 1] == '\r' ? "\r\n" : "\n";
    }

    /// <summary>What goes with an element: its lines where it has them for itself, else it alone with blanks that would end or begin a line.</summary>
    public static (int Start, int End) Extent(string text, DomainElement element)
    {
        var behind = element.End;
        while (behind < text.Length && text[behind] is ' ' or '\t')
        {
            behind++;
        }

        var indent = IndentOf(text, element.Start);
        var lineBreak = BreakAt(text, behind);
        if (indent is not null)
        {
            return lineBreak > 0 ? (element.Start - indent.Length, behind + lineBreak) : (element.Start, behind);
        }

        var before = element.Start;
        while (lineBreak > 0 && text[before - 1] is ' ' or '\t')
        {
            before--;
        }

        return (before, element.End);
    }

    /// <summary>Where the end of a start tag begins, white space before it included.</summary>
    public static int TagClose(string text, DomainElement element)
    {
        var at = element.IsOneTag ? element.StartTagEnd - OneTagEndLength : element.StartTagEnd - 1;
        while (DomainScanner.IsBlank(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    // How long a line end at a place is; 0 when none is there.
    private static int BreakAt(string text, int at) =>
        at >= text.Length ? 0
        : text[at] == '\n' ? 1
        : text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2
        : 0;
}
