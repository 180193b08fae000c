using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Limine;

/// <summary>Splits Limine's configuration into lines as Limine does (its <c>common/lib/config.c</c>): blanks around a line do not count, <c>#</c> begins a comment only at the beginning of a line.</summary>
internal static class LimineLines
{
    private const string MacroBegin = "${";
    private const string MacroEnd = "}=";

    /// <summary>True for the form before Limine 8 (<c>limine.cfg</c>: <c>:Title</c>, <c>OPTION=value</c>).</summary>
    /// <param name="path">The file.</param>
    public static bool IsOld(string path) => path.EndsWith(".cfg", StringComparison.OrdinalIgnoreCase);

    /// <summary>The lines in order; never throws.</summary>
    /// <param name="text">The configuration.</param>
    /// <param name="isOld">See <see cref="IsOld"/>.</param>
    public static ImmutableArray<LimineLine> Read(string text, bool isOld)
    {
        var lines = ImmutableArray.CreateBuilder<LimineLine>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found + 1 : text.Length;
            lines.Add(Read(text, start, end, isOld));
            start = end;
        }

        return lines.ToImmutable();
    }

    /// <summary>The macros by name; the last definition counts everywhere, and Limine itself defines two.</summary>
    /// <param name="text">The configuration.</param>
    /// <param name="lines">Its lines.</param>
    public static ImmutableDictionary<string, string> Macros(string text, ImmutableArray<LimineLine> lines) =>
        ImmutableDictionary<string, string>.Empty.Add("ARCH", "x86-64")
            .SetItems(lines.Where(line => line.Kind == LimineLineKind.Macro).Select(line => KeyValuePair.Create(line.Name, line.ValueIn(text))));

    /// <summary>A text with its macros put in, once; an unknown one gives nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="macros">See <see cref="Macros"/>.</param>
    public static string Expand(string text, ImmutableDictionary<string, string> macros)
    {
        for (var start = text.IndexOf(MacroBegin, StringComparison.Ordinal); start >= 0;)
        {
            var close = text.IndexOf('}', start);
            if (close < 0)
            {
                break;
            }

            var value = macros.GetValueOrDefault(text[(start + MacroBegin.Length)..close], "");
            text = string.Concat(text.AsSpan(0, start), value, text.AsSpan(close + 1));
            start = text.IndexOf(MacroBegin, start + value.Length, StringComparison.Ordinal);
        }

        return text;
    }

    private static LimineLine Read(string text, int start, int end, bool isOld)
    {
        var whole = text.AsSpan(start..end);
        var first = end - whole.TrimStart().Length;
        var last = start + whole.TrimEnd().Length;
        if (first >= last)
        {
            return new LimineLine(LimineLineKind.None, start, end, 0, "", last, last);
        }

        var line = text.AsSpan(first..last);
        if (line[0] == (isOld ? ':' : '/'))
        {
            var depth = line.Length - line.TrimStart(line[0]).Length;
            var title = line[depth..].TrimStart('+').TrimStart();
            return new LimineLine(LimineLineKind.Title, start, end, depth, "", last - title.Length, last);
        }

        if (line.StartsWith(MacroBegin, StringComparison.Ordinal) && line.IndexOf(MacroEnd, StringComparison.Ordinal) is > 0 and var macro)
        {
            return new LimineLine(LimineLineKind.Macro, start, end, 0, line[MacroBegin.Length..macro].ToString(), first + macro + MacroEnd.Length, last);
        }

        var separator = line.IndexOf(isOld ? '=' : ':');
        if (separator <= 0 || line[0] == '#')
        {
            return new LimineLine(LimineLineKind.None, start, end, 0, "", last, last);
        }

        var name = line[..separator].ToString();
        var value = line[(separator + 1)..].TrimStart();
        return new LimineLine(LimineLineKind.Option, start, end, 0, isOld ? name : name.ToUpperInvariant(), last - value.Length, last);
    }
}
