namespace Passthrough.Cli.Views;

/// <summary>Plain text for people: wrapping and indenting, without markup.</summary>
internal static class Words
{
    /// <summary>Wraps at blanks so that no line is wider than asked, unless a single word is.</summary>
    /// <param name="text">One paragraph.</param>
    /// <param name="width">Columns, the indent included.</param>
    /// <param name="indent">Put before every line.</param>
    public static IEnumerable<string> Wrap(string text, int width, string indent = "")
    {
        var line = indent;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > indent.Length && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = indent;
            }

            line = line.Length == indent.Length ? line + word : $"{line} {word}";
        }

        yield return line;
    }

    /// <summary>Puts the indent before every line of a text.</summary>
    public static IEnumerable<string> Indent(string text, string indent) =>
        text.TrimEnd('\n').Split('\n').Select(line => (indent + line).TrimEnd());
}
