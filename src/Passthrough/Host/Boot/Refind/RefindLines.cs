using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Refind;

/// <summary>
/// Splits rEFInd's configuration into lines and tokens as rEFInd does (<c>ReadTokenLine</c> in its <c>config.c</c>): blanks, <c>=</c> and <c>,</c> separate outside quotes, <c>#</c> begins a comment there,
/// and a quote ends a token.
/// </summary>
internal static class RefindLines
{
    /// <summary>The lines in order; never throws.</summary>
    /// <param name="text">The file.</param>
    public static ImmutableArray<RefindLine> Read(string text)
    {
        var lines = ImmutableArray.CreateBuilder<RefindLine>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found + 1 : text.Length;
            lines.Add(new RefindLine(start, end, Tokens(text, start, start + text.AsSpan(start..end).TrimEnd("\r\n").Length)));
            start = end;
        }

        return lines.ToImmutable();
    }

    private static ImmutableArray<RefindToken> Tokens(string text, int start, int end)
    {
        var tokens = ImmutableArray.CreateBuilder<RefindToken>();
        var position = start;
        while (true)
        {
            while (position < end && text[position] is ' ' or '\t' or '=' or ',')
            {
                position++;
            }

            if (position >= end || text[position] == '#')
            {
                return tokens.ToImmutable();
            }

            var isQuoted = text[position] == '"';
            var begin = isQuoted ? position + 1 : position;
            position = isQuoted ? EndOfQuoted(text, begin, end) : EndOfBare(text, begin, end);
            tokens.Add(new RefindToken(text[begin..position].Replace("\"\"", "\"", StringComparison.Ordinal), begin, position, isQuoted && position < end));
            position += isQuoted && position < end ? 1 : 0;
        }
    }

    private static int EndOfBare(string text, int begin, int end) => text.AsSpan(begin..end).IndexOfAny(Separators) is >= 0 and var length ? begin + length : end;

    private static int EndOfQuoted(string text, int begin, int end)
    {
        for (var index = begin; index < end; index++)
        {
            if (text[index] == '"')
            {
                if (index + 1 >= end || text[index + 1] != '"')
                {
                    return index;
                }

                index++;
            }
        }

        return end;
    }

    private static System.Buffers.SearchValues<char> Separators { get; } = System.Buffers.SearchValues.Create(" \t=,#\"");
}
