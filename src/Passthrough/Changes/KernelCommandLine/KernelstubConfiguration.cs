using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Words = Passthrough.Host.Boot.KernelCommandLine;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>
/// Edits the kernel line in the configuration of Pop!_OS' kernelstub (<c>/etc/kernelstub/configuration</c>): the strings of <c>user.kernel_options</c>, or the one string that it is in older versions. Only the words asked for
/// change: order, unknown keys, blanks and line ends of the JSON text stay, and a new word stands as the others do. Pure; never throws on rubbish.
/// </summary>
public static class KernelstubConfiguration
{
    /// <summary>All words, in order, quotes resolved; null when the text is no JSON (kernelstub's own reader takes no comma too many either) or has no such value.</summary>
    /// <param name="text">The file.</param>
    public static ImmutableArray<string>? WordsOf(string text) => Find(text) is { } found ? WordsIn(found) : null;

    /// <summary>Edits the words.</summary>
    /// <param name="text">The file.</param>
    /// <param name="add">Words to be there; one that is there already is not added again.</param>
    /// <param name="replace">Words to be taken out (null) or replaced in place.</param>
    /// <returns>The edited file; null when it is not understood, or a quote is left open.</returns>
    public static string? Edit(string text, ImmutableArray<string> add, ImmutableDictionary<string, string?> replace)
    {
        if (Find(text) is not { } found)
        {
            return null;
        }

        if (found is { ListStart: null, Strings: [var line] })
        {
            return Line(line.Value, add, replace) is { } edited ? Put(text, line, edited) : null;
        }

        // From the last to the first, so that the places before the edit stay true.
        var after = text;
        for (var index = found.Strings.Length - 1; index >= 0; index--)
        {
            var strings = Find(after)!.Strings;
            var value = strings[index].Value;
            if (Line(value, [], replace) is not { } edited
                || (string.IsNullOrWhiteSpace(edited) && !string.IsNullOrWhiteSpace(value) ? WithoutString(after, strings, index) : Put(after, strings[index], edited)) is not { } next)
            {
                return null;
            }

            after = next;
        }

        return Append(after, Find(after)!, add);
    }

    /// <summary>The inverse of an edit, for a file that kernelstub wrote anew since: the added words are taken out and replaced ones are brought back; all else stays.</summary>
    /// <param name="text">The file as it is now.</param>
    /// <param name="added">The words that were added.</param>
    /// <param name="replaced">The words that were replaced, with what stood in their place (null: nothing).</param>
    /// <returns>The edited file; as it is when it is not understood.</returns>
    public static string TakeOut(string text, ImmutableArray<string> added, ImmutableDictionary<string, string?> replaced)
    {
        var (missing, back) = KernelLineText.Inverse(added, replaced);
        return Edit(text, missing, back) ?? text;
    }

    private static string? Line(string value, ImmutableArray<string> add, ImmutableDictionary<string, string?> replace) =>
        value.Contains('\n', StringComparison.Ordinal) ? null
        : value.Length == 0 ? string.Join(' ', add.Distinct(StringComparer.Ordinal))
        : KernelLineText.EditFirstLine(value, add, replace);

    /// <summary>The text with another string in the place of one; null when the old one is escaped in a way of its own, which would not stay.</summary>
    private static string? Put(string text, JsonString old, string value) =>
        string.Equals(old.Value, value, StringComparison.Ordinal) ? text
        : string.Equals(text[old.Start..old.End], Encode(old.Value), StringComparison.Ordinal) ? string.Concat(text.AsSpan(0, old.Start), Encode(value), text.AsSpan(old.End))
        : null;

    /// <summary>The comma after it goes with a string, or, with the last one, the comma before it.</summary>
    private static string WithoutString(string text, ImmutableArray<JsonString> strings, int index)
    {
        var isLast = index == strings.Length - 1;
        var start = isLast && index > 0 ? strings[index - 1].End : strings[index].Start;
        return text.Remove(start, (isLast ? strings[index].End : strings[index + 1].Start) - start);
    }

    private static string Append(string text, KernelstubOptions found, ImmutableArray<string> add)
    {
        var present = WordsIn(found);
        ImmutableArray<string> missing = [.. add.Distinct(StringComparer.Ordinal).Where(word => !present.Contains(word, StringComparer.Ordinal)).Select(Encode)];
        var inside = found.ListStart!.Value + 1;
        if (found.Strings.IsEmpty)
        {
            return text.Insert(inside, string.Join(", ", missing));
        }

        // As the last two are apart; where there is but one, as it is from the bracket.
        var lead = text[inside..found.Strings[0].Start];
        var between = found.Strings is [.., var before, var last] ? text[before.End..last.Start] : "," + (lead.Contains('\n', StringComparison.Ordinal) ? lead : " ");
        return text.Insert(found.Strings[^1].End, string.Concat(missing.Select(word => between + word)));
    }

    private static ImmutableArray<string> WordsIn(KernelstubOptions found) => [.. found.Strings.SelectMany(value => Words.Split(value.Value))];

    private static string Encode(string value) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)}\"";

    private static KernelstubOptions? Find(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes);
        KernelstubOptions? found = null;
        var isUser = false;
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                {
                    // Of two that have the same name, the later one counts.
                    isUser = reader.ValueTextEquals("user");
                    found = isUser ? null : found;
                }
                else if (isUser && reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 2 } && reader.ValueTextEquals("kernel_options"))
                {
                    reader.Read();
                    found = Options(bytes, ref reader);
                }
            }

            return found;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is a string whose escapes name half a character.
            return null;
        }
    }

    private static KernelstubOptions? Options(byte[] bytes, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new KernelstubOptions(null, [StringAt(bytes, ref reader)]);
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var start = Place(bytes, reader.TokenStartIndex);
        var strings = ImmutableArray.CreateBuilder<JsonString>();
        var areStrings = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                strings.Add(StringAt(bytes, ref reader));
                continue;
            }

            areStrings = false;
            reader.Skip();
        }

        return areStrings ? new KernelstubOptions(start, strings.ToImmutable()) : null;
    }

    private static JsonString StringAt(byte[] bytes, ref Utf8JsonReader reader) => new(Place(bytes, reader.TokenStartIndex), Place(bytes, reader.BytesConsumed), reader.GetString()!);

    private static int Place(byte[] bytes, long index) => Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)index));
}
