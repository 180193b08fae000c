using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>The value of a shell assignment as written: one or more parts, each bare, in single quotes or in double quotes.</summary>
internal static class ShellValue
{
    /// <summary>The words that the shell makes of the value when it is split at blanks; variable references stay as written.</summary>
    /// <param name="value">The raw value, quotes included, from <see cref="ShellFile"/>.</param>
    public static ImmutableArray<string> Words(string value) => [.. Resolve(value).Split(Blanks, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Appends words, inside the closing quote where there is one.</summary>
    /// <param name="value">The raw value.</param>
    /// <param name="words">Words without blanks, quotes or other characters that mean something to the shell.</param>
    public static string Append(string value, ImmutableArray<string> words)
    {
        if (words.IsEmpty)
        {
            return value;
        }

        var added = string.Join(' ', words);
        if (value.EndsWith('\r'))
        {
            // The shell takes the carriage return of a CRLF file for part of the last word: the new words go first and stay whole.
            var rest = value[..^1];
            return IsOneQuoted(rest) ? $"{rest[0]}{added} {rest[1..]}\r" : $"\"{added} \"{value}";
        }

        if (value.Length == 0)
        {
            return $"\"{added}\"";
        }

        if (IsOneQuoted(value))
        {
            var inner = value[1..^1];
            var gap = inner.Length == 0 || inner[^1] is ' ' or '\t' ? "" : " ";
            return $"{value[0]}{inner}{gap}{added}{value[0]}";
        }

        return value.All(IsPlain) ? $"\"{value} {added}\"" : $"{value}\" {added}\"";
    }

    /// <summary>Replaces every stand-alone occurrence of a word, or takes it out with one blank beside it.</summary>
    /// <param name="value">The raw value.</param>
    /// <param name="word">The word.</param>
    /// <param name="replacement">Null to take it out.</param>
    /// <returns>Null when the word is still there afterwards: it is written with quotes or escapes inside.</returns>
    public static string? Replace(string value, string word, string? replacement)
    {
        var builder = new StringBuilder(value);
        for (var at = IndexOfWord(builder.ToString(), word, 0); at >= 0; at = IndexOfWord(builder.ToString(), word, at))
        {
            builder.Remove(at, word.Length);
            if (replacement is not null)
            {
                builder.Insert(at, replacement);
                at += replacement.Length;
            }
            else if (at < builder.Length && builder[at] is ' ' or '\t')
            {
                builder.Remove(at, 1);
            }
            else if (at > 0 && builder[at - 1] is ' ' or '\t')
            {
                builder.Remove(--at, 1);
            }
        }

        var result = builder.ToString();
        return Words(result).Contains(word, StringComparer.Ordinal) ? null : result;
    }

    private static readonly char[] Blanks = [' ', '\t', '\n'];

    private static int IndexOfWord(string value, string word, int start)
    {
        for (var at = value.IndexOf(word, start, StringComparison.Ordinal); at >= 0; at = value.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var before = at == 0 || value[at - 1] is ' ' or '\t' or '\n' || (at == 1 && value[0] is '"' or '\'');
            var end = at + word.Length;
            var after = end == value.Length || value[end] is ' ' or '\t' or '\n' || (value[end] is '"' or '\'' && IsLastPart(value, end));
            if (before && after)
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsLastPart(string value, int quote) => quote == value.Length - 1 || (quote == value.Length - 2 && value[^1] == '\r');

    private static bool IsOneQuoted(string value)
    {
        if (value.Length < 2 || value[0] is not ('"' or '\'') || value[^1] != value[0])
        {
            return false;
        }

        for (var index = 1; index < value.Length - 1; index++)
        {
            if (value[index] == value[0])
            {
                return false;
            }

            if (value[0] == '"' && value[index] == '\\')
            {
                index++;
            }

            if (index == value.Length - 1)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '=' or '.' or ',' or '_' or '-' or ':' or '/' or '@' or '%' or '+';

    private static string Resolve(string value)
    {
        var builder = new StringBuilder();
        var quote = '\0';
        for (var index = 0; index < value.Length; index++)
        {
            var character = value[index];
            if (quote == '\'')
            {
                quote = Step(builder, character, quote);
            }
            else if (character == '\\' && index + 1 < value.Length)
            {
                index++;
                var escaped = value[index];
                if (quote == '"' && escaped is not ('"' or '\\' or '$' or '`' or '\n'))
                {
                    builder.Append('\\');
                }

                if (escaped != '\n')
                {
                    builder.Append(escaped);
                }
            }
            else if (quote == '\0' && character is '"' or '\'')
            {
                quote = character;
            }
            else
            {
                quote = Step(builder, character, quote);
            }
        }

        return builder.ToString();
    }

    private static char Step(StringBuilder builder, char character, char quote)
    {
        if (character == quote)
        {
            return '\0';
        }

        builder.Append(character);
        return quote;
    }
}
