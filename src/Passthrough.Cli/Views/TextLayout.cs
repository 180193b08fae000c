namespace Passthrough.Cli.Views;

/// <summary>Fits plain text into columns.</summary>
internal static class TextLayout
{
    /// <summary>The text in lines of at most <paramref name="width"/> columns, broken at blanks; a word that is wider than a line is broken where the line ends.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => word.Chunk(width)).Select(part => new string(part)))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }

    /// <summary>The same, each line after an indent, the first one after <paramref name="first"/>, which is as wide as the indent.</summary>
    public static IEnumerable<string> Hang(string first, string text, int width) =>
        Wrap(text, Math.Max(10, width - first.Length)).Select((line, index) => (index == 0 ? first : new string(' ', first.Length)) + line);

    /// <summary>The text cut to a width, with an ellipsis where something is missing.</summary>
    public static string Cut(string text, int width) =>
        text.Length <= width ? text : width < 1 ? "" : string.Concat(text.AsSpan(0, width - 1).TrimEnd(), "…");

    /// <summary>Rows as aligned columns two blanks apart; the last column takes what is left and is cut.</summary>
    public static IEnumerable<string> Columns(IReadOnlyList<IReadOnlyList<string>> rows, int width, string indent = "")
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        return rows.Select(row =>
            Cut((indent + string.Join("  ", row.Select((cell, column) => column == row.Count - 1 ? cell : cell.PadRight(widths[column])))).TrimEnd(), width));
    }

    /// <summary>Text from the machine without control characters, which a terminal could obey.</summary>
    public static string Plain(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));
}
