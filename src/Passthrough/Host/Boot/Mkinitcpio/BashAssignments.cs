using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Host.Boot.Mkinitcpio;

/// <summary>
/// Reads the plain assignments of a file that bash sources, as mkinitcpio's configuration is: <c>NAME=word</c>, <c>NAME='a b'</c>, <c>NAME=(a "b c")</c>, also over several lines. What bash would
/// have to compute (<c>$</c>, backticks, a condition) is not followed.
/// </summary>
public static class BashAssignments
{
    /// <summary>The assignments in order; rubbish gives none. Never throws.</summary>
    /// <param name="text">The file.</param>
    public static ImmutableArray<BashAssignment> Parse(string text)
    {
        var found = ImmutableArray.CreateBuilder<BashAssignment>();
        var position = 0;
        while (position < text.Length)
        {
            var end = text.IndexOf('\n', position);
            end = end < 0 ? text.Length : end;
            position = TryName(text, position, end, out var name, out var isAppended) is { } start ? ReadValue(text, start, name, isAppended, found) : end + 1;
        }

        return found.ToImmutable();
    }

    /// <summary>Where the value of a line begins that is an assignment; null for any other line.</summary>
    private static int? TryName(string text, int start, int end, out string name, out bool isAppended)
    {
        var line = text.AsSpan(start..end);
        var blanks = line.Length - line.TrimStart().Length;
        var equals = line.IndexOf('=');
        isAppended = equals > 0 && line[equals - 1] == '+';
        var bare = equals <= blanks ? [] : line[blanks..(isAppended ? equals - 1 : equals)];
        var isName = bare.Length > 0 && !char.IsAsciiDigit(bare[0]) && bare.IndexOfAnyExcept(NameCharacters) < 0;
        name = isName ? bare.ToString() : "";
        return isName ? start + equals + 1 : null;
    }

    private static System.Buffers.SearchValues<char> NameCharacters { get; } = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static int ReadValue(string text, int start, string name, bool isAppended, ImmutableArray<BashAssignment>.Builder found)
    {
        var isArray = start < text.Length && text[start] == '(';
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var hasWord = false;
        var isCertain = true;
        var position = isArray ? start + 1 : start;
        for (; position < text.Length; position++)
        {
            var character = text[position];
            if (character is '\'' or '"')
            {
                var close = text.IndexOf(character, position + 1);
                if (close < 0)
                {
                    return text.Length;
                }

                var inside = text.AsSpan((position + 1)..close);
                isCertain &= character == '\'' || inside.IndexOfAny('$', '`', '\\') < 0;
                word.Append(inside);
                hasWord = true;
                position = close;
            }
            else if (character == '#' && !hasWord)
            {
                position = Math.Max(position, (text.IndexOf('\n', position) is >= 0 and var line ? line : text.Length) - 1);
            }
            else if (isArray && character == ')')
            {
                break;
            }
            else if (char.IsWhiteSpace(character))
            {
                Take();
                if (!isArray)
                {
                    break;
                }
            }
            else
            {
                isCertain &= character is not ('$' or '`' or '\\' or ';' or '&' or '|' or '(' or '<' or '>');
                word.Append(character);
                hasWord = true;
            }
        }

        Take();
        isCertain &= !isArray || position < text.Length;
        found.Add(new BashAssignment(name, words.ToImmutable(), isArray, isAppended, isCertain));
        return text.IndexOf('\n', Math.Min(position, text.Length)) is >= 0 and var next ? next + 1 : text.Length;

        void Take()
        {
            if (hasWord)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            hasWord = false;
        }
    }
}
