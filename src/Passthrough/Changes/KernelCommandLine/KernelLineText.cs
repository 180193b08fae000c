using System.Collections.Immutable;
using Words = Passthrough.Host.Boot.KernelCommandLine;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>
/// Edits the words of a kernel line where it is plain text: the <c>options</c> of a file below <c>loader/entries</c>, or <c>/etc/kernel/cmdline</c>. Only the words asked for change:
/// order, repeats, quotes, blanks, comments and line ends stay. Pure; never throws on rubbish.
/// </summary>
public static class KernelLineText
{
    private const string Options = "options";

    /// <summary>Edits an entry file: words are replaced in every <c>options</c> line and added to the last.</summary>
    /// <param name="text">The file.</param>
    /// <param name="add">Words to be there; one that is there already is not added again.</param>
    /// <param name="replace">Words to be taken out (null) or replaced in place.</param>
    /// <returns>The edited file; null when a quote is left open, so that it is not certain where a word ends.</returns>
    public static string? EditEntry(string text, ImmutableArray<string> add, ImmutableDictionary<string, string?> replace) =>
        Edit(text, [.. Stretches(text).Select(stretch => AfterOptions(text, stretch)).OfType<Range>()], add, replace, Options + " ");

    /// <summary>Edits a file that is a kernel line and nothing else; lines that begin with <c>#</c> are comments.</summary>
    /// <inheritdoc cref="EditEntry"/>
    public static string? EditFile(string text, ImmutableArray<string> add, ImmutableDictionary<string, string?> replace) => Edit(text, [.. WordLines(text)], add, replace, "");

    /// <summary>Edits a file of which only the first line is read as a kernel line, comment or not.</summary>
    /// <inheritdoc cref="EditEntry"/>
    public static string? EditFirstLine(string text, ImmutableArray<string> add, ImmutableDictionary<string, string?> replace) => Edit(text, [.. Stretches(text).Take(1)], add, replace, "");

    /// <summary>The words of the first line, quotes resolved.</summary>
    /// <param name="text">The file.</param>
    public static ImmutableArray<string> FirstLineOf(string text) => [.. Stretches(text).Take(1).SelectMany(line => Words.Split(text[line]))];

    /// <summary>The inverse of an edit of an entry, for a file that others wrote anew since: the added words are taken out and replaced ones are brought back; all else stays. A line that held nothing else goes.</summary>
    /// <param name="text">The file as it is now.</param>
    /// <param name="added">The words that were added.</param>
    /// <param name="replaced">The words that were replaced, with what stood in their place (null: nothing).</param>
    public static string TakeOut(string text, ImmutableArray<string> added, ImmutableDictionary<string, string?> replaced)
    {
        var (missing, back) = Inverse(added, replaced);
        var edited = EditEntry(text, missing, back) ?? text;
        return Stretches(edited).Reverse()
            .Where(line => AfterOptions(edited, line) is { } words && text.Length > edited.Length && edited.AsSpan(words).IsWhiteSpace())
            .Aggregate(edited, (kept, line) => kept.Remove(line.Start.Value, LineEnd(kept, line) - line.Start.Value));
    }

    /// <summary>All words of a file that is a kernel line and nothing else, in order, quotes resolved.</summary>
    /// <param name="text">The file.</param>
    public static ImmutableArray<string> WordsOf(string text) => [.. WordLines(text).SelectMany(line => Words.Split(text[line]))];

    /// <summary>What an edit has to be given to take another back: the words to be there again, and those to be taken out or replaced.</summary>
    /// <param name="added">The words that were added.</param>
    /// <param name="replaced">The words that were replaced, with what stood in their place (null: nothing).</param>
    internal static (ImmutableArray<string> Add, ImmutableDictionary<string, string?> Replace) Inverse(ImmutableArray<string> added, ImmutableDictionary<string, string?> replaced) => (
        [.. replaced.Where(pair => pair.Value is null).Select(pair => pair.Key).Order(StringComparer.Ordinal)],
        added.Distinct(StringComparer.Ordinal).ToImmutableDictionary(word => word, _ => (string?)null, StringComparer.Ordinal)
            .SetItems(replaced.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Value!, (string?)pair.Key))));

    private static string? Edit(string text, ImmutableArray<Range> lines, ImmutableArray<string> add, ImmutableDictionary<string, string?> replace, string newLine)
    {
        if (lines.Any(line => text.AsSpan(line).Count('"') % 2 != 0))
        {
            return null;
        }

        var kept = lines.SelectMany(line => Words.Split(text[line])).Select(word => replace.TryGetValue(word, out var instead) ? instead : word).ToHashSet(StringComparer.Ordinal);
        var missing = string.Concat(add.Distinct(StringComparer.Ordinal).Where(word => !kept.Contains(word)).Select(word => " " + word));
        if (lines.IsEmpty)
        {
            return missing.Length == 0 ? text : $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}{newLine}{missing[1..]}\n";
        }

        // From the last to the first, so that positions before the edit stay true.
        var edited = text.Insert(lines[^1].End.Value, missing);
        foreach (var line in lines.Reverse())
        {
            edited = string.Concat(edited.AsSpan(0, line.Start.Value), Replace(text[line], replace), edited.AsSpan(line.End.Value));
        }

        return edited;
    }

    private static string Replace(string line, ImmutableDictionary<string, string?> replace)
    {
        foreach (var word in Words.Words(line).Reverse().Where(word => replace.ContainsKey(word.Text)))
        {
            // A word that goes takes one blank along.
            line = replace[word.Text] is { } instead ? line[..word.Start] + instead + line[word.End..]
                : word.Start > 0 ? line.Remove(word.Start - 1, word.End - word.Start + 1)
                : line[Math.Min(word.End + 1, line.Length)..];
        }

        return line;
    }

    private static int LineEnd(string text, Range line) => text.IndexOf('\n', line.End.Value) is >= 0 and var end ? end + 1 : text.Length;

    /// <summary>The lines with words, each without the blanks at its end.</summary>
    private static IEnumerable<Range> WordLines(string text) => Stretches(text).Where(line => !text.AsSpan(line).IsWhiteSpace() && !text.AsSpan(line).TrimStart().StartsWith('#'));

    /// <summary>The stretch after the key of an <c>options</c> line; null for any other line.</summary>
    private static Range? AfterOptions(string text, Range line)
    {
        var start = line.End.Value - text.AsSpan(line).TrimStart().Length;
        var after = start + Options.Length;
        return text.AsSpan(start..line.End).StartsWith(Options, StringComparison.Ordinal) && (after == line.End.Value || char.IsWhiteSpace(text[after])) ? after..line.End : null;
    }

    /// <summary>Each line without its end and the blanks before that.</summary>
    private static IEnumerable<Range> Stretches(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            yield return start..(start + text.AsSpan(start..end).TrimEnd().Length);
            start = end + 1;
        }
    }
}
