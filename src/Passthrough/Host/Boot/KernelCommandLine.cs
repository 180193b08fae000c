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
    public static ImmutableArray<string> Split(string text)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var isInQuotes = false;
        foreach (var character in text)
        {
            if (character == '"')
            {
                isInQuotes = !isInQuotes;
            }
            else if (!isInQuotes && (char.IsWhiteSpace(character) || character == '\0'))
            {
                Take();
            }
            else
            {
                word.Append(character);
            }
        }

        Take();
        return words.ToImmutable();

        void Take()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
            }

            word.Clear();
        }
    }
}
