using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Host.Boot;

/// <summary>Splits the script language of <c>grub.cfg</c> into commands of words. See the GRUB manual, "Writing full configuration files directly".</summary>
internal static class GrubScript
{
    /// <summary>
    /// The commands in order. Quotes and escapes are resolved, variables are left as they are written. A brace is a command of its own, so that
    /// blocks can be counted; an unfinished quote ends with the text.
    /// </summary>
    /// <param name="text">The script.</param>
    public static IEnumerable<GrubCommand> Commands(string text)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var hasWord = false;
        var start = 0;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            start = words.Count == 0 && !hasWord ? index : start;
            switch (character)
            {
                case '\'':
                    hasWord = true;
                    index = TakeSingleQuoted(text, index + 1, word);
                    break;
                case '"':
                    hasWord = true;
                    index = TakeDoubleQuoted(text, index + 1, word);
                    break;
                case '\\' when index + 1 < text.Length:
                    index++;
                    if (text[index] != '\n')
                    {
                        hasWord = true;
                        word.Append(text[index]);
                    }

                    break;
                case '$' when index + 1 < text.Length && text[index + 1] == '{':
                    hasWord = true;
                    index = TakeVariable(text, index, word);
                    break;
                case '#' when !hasWord:
                    index = EndOfLine(text, index) - 1;
                    break;
                case '\n' or ';' or '{' or '}':
                    TakeWord();
                    if (words.Count > 0)
                    {
                        yield return new GrubCommand(words.ToImmutable(), start, index);
                        words.Clear();
                    }

                    if (character is '{' or '}')
                    {
                        yield return new GrubCommand([character.ToString()], index, index + 1);
                    }

                    break;
                case ' ' or '\t' or '\r':
                    TakeWord();
                    break;
                default:
                    hasWord = true;
                    word.Append(character);
                    break;
            }
        }

        TakeWord();
        if (words.Count > 0)
        {
            yield return new GrubCommand(words.ToImmutable(), start, text.Length);
        }

        void TakeWord()
        {
            if (hasWord)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            hasWord = false;
        }
    }

    private static int TakeSingleQuoted(string text, int start, StringBuilder word)
    {
        var end = text.IndexOf('\'', start);
        end = end < 0 ? text.Length : end;
        word.Append(text, start, end - start);
        return end;
    }

    private static int TakeDoubleQuoted(string text, int start, StringBuilder word)
    {
        var index = start;
        for (; index < text.Length && text[index] != '"'; index++)
        {
            // Within double quotes a backslash is special only before these.
            if (text[index] == '\\' && index + 1 < text.Length && text[index + 1] is ('"' or '\\' or '$'))
            {
                index++;
            }

            word.Append(text[index]);
        }

        return index;
    }

    private static int TakeVariable(string text, int start, StringBuilder word)
    {
        var end = text.IndexOf('}', start);
        end = end < 0 || end > EndOfLine(text, start) ? EndOfLine(text, start) - 1 : end;
        word.Append(text, start, end - start + 1);
        return end;
    }

    private static int EndOfLine(string text, int start)
    {
        var end = text.IndexOf('\n', start);
        return end < 0 ? text.Length : end;
    }
}
