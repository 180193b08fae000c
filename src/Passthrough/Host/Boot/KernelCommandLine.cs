using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Host.Boot;

/// <summary>Splits a kernel command line as the kernel does (<c>next_arg</c> in <c>lib/cmdline.c</c>).</summary>
public static class KernelCommandLine
{
    /// <summary>
    /// The words, double quotes resolved: a quote begins or ends a stretch in which blanks do not separate, and there is no escape. The quotes themselves are left
    /// out, so that <c>a="b c"</c> and <c>"a=b c"</c> both give <c>a=b c</c>.
    /// </summary>
    /// <param name="text">The line; blanks and line ends separate.</param>
    public static ImmutableArray<string> Split(string text) => [.. Words(text).Select(word => word.Text)];

    /// <summary>A line that <see cref="Split"/> gives these words of.</summary>
    /// <param name="words">Words, none of them empty or with a quote in it.</param>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    /// <summary>Quotes stand around the value, as people write them, and around the word where its name has a blank.</summary>
    private static string Quoted(string word)
    {
        var value = word.IndexOf('=', StringComparison.Ordinal) + 1;
        var quote = word[..value].Any(IsSeparator) ? 0 : value;
        return word.Any(IsSeparator) ? $"{word[..quote]}\"{word[quote..]}\"" : word;
    }

    private static bool IsSeparator(char character) => char.IsWhiteSpace(character) || character == '\0';

    /// <summary>The words as <see cref="Split"/> gives them, with the place of each.</summary>
    /// <param name="text">The line; blanks and line ends separate.</param>
    internal static ImmutableArray<KernelWord> Words(string text)
    {
        var words = ImmutableArray.CreateBuilder<KernelWord>();
        var word = new StringBuilder();
        var isInQuotes = false;
        var start = 0;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character == '"')
            {
                isInQuotes = !isInQuotes;
            }
            else if (!isInQuotes && IsSeparator(character))
            {
                Take(index);
                start = index + 1;
            }
            else
            {
                word.Append(character);
            }
        }

        Take(text.Length);
        return words.ToImmutable();

        void Take(int end)
        {
            if (word.Length > 0)
            {
                words.Add(new KernelWord(word.ToString(), start, end));
            }

            word.Clear();
        }
    }
}
