using System.Buffers;
using System.Text;

namespace Passthrough.Host.Snapshots;

/// <summary>Finds originals that have no shape of their own (names, serial numbers) wherever they stand, and puts their made-up values there.</summary>
internal sealed class PersonalTokens
{
    // A serial number this long is found inside other words too; a shorter one only where it stands alone.
    private const int LongEnoughToBePartOfAWord = 8;

    private readonly Dictionary<string, string> replacements;
    private readonly string[] longestFirst;
    private readonly SearchValues<string> search;

    /// <summary>A search for these originals.</summary>
    /// <param name="replacements">Original to made-up value; case does not matter.</param>
    public PersonalTokens(IEnumerable<KeyValuePair<string, string>> replacements)
    {
        this.replacements = new Dictionary<string, string>(replacements, StringComparer.OrdinalIgnoreCase);
        longestFirst = [.. this.replacements.Keys.OrderByDescending(key => key.Length).ThenBy(key => key, StringComparer.Ordinal)];
        search = SearchValues.Create(longestFirst, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The text with made-up values.</summary>
    public string Replace(string text)
    {
        var start = 0;
        StringBuilder? replaced = null;
        for (var from = 0; from < text.Length && text.AsSpan(from).IndexOfAny(search) is >= 0 and var offset;)
        {
            var at = from + offset;
            if (LongestAt(text, at) is { } token)
            {
                replaced ??= new StringBuilder(text.Length);
                replaced.Append(text, start, at - start).Append(replacements[token]);
                start = from = at + token.Length;
            }
            else
            {
                from = at + 1;
            }
        }

        return replaced is null ? text : replaced.Append(text, start, text.Length - start).ToString();
    }

    private string? LongestAt(string text, int at)
    {
        foreach (var token in longestFirst)
        {
            if (string.Compare(text, at, token, 0, token.Length, StringComparison.OrdinalIgnoreCase) == 0
                && ((token.Length >= LongEnoughToBePartOfAWord && token.Any(char.IsAsciiDigit)) || StandsAlone(text, at, token.Length)))
            {
                return token;
            }
        }

        return null;
    }

    private static bool StandsAlone(string text, int at, int length) =>
        (at == 0 || !IsWord(text[at - 1])) && (at + length == text.Length || !IsWord(text[at + length]));

    private static bool IsWord(char character) => char.IsAsciiLetterOrDigit(character) || character > '~';
}
