using System.Collections.Immutable;

namespace Passthrough.Host.Network;

/// <summary>Understands <c>/etc/network/interfaces</c> (interfaces(5)).</summary>
public static class IfupdownFile
{
    /// <summary>The lines that say something, in order.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static ImmutableArray<IfupdownLine> Lines(string? text)
    {
        var lines = ImmutableArray.CreateBuilder<IfupdownLine>();
        var whole = text ?? "";
        for (var start = 0; start < whole.Length;)
        {
            var end = EndOf(whole, start);

            // A comment ends with its line, whatever stands at its end; only what begins no comment goes on in the next line.
            while (whole.AsSpan(start).TrimStart(" \t") is not ['#', ..] && end < whole.Length && whole.AsSpan(start, end - start).EndsWith("\\\n", StringComparison.Ordinal))
            {
                end = EndOf(whole, end);
            }

            ImmutableArray<string> words = [.. whole[start..end].Replace("\\\n", " ", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
            if (words is [not ['#', ..], ..])
            {
                lines.Add(new IfupdownLine(start, end - start, words));
            }

            start = end;
        }

        return lines.ToImmutable();
    }

    /// <summary>The same lines, each with whether it belongs to what the file says of one interface: a heading <c>iface NAME</c>, or an option below one.</summary>
    /// <param name="text">The file; null when absent.</param>
    /// <param name="name">The interface.</param>
    public static IEnumerable<(IfupdownLine Line, bool IsOfInterface)> Lines(string? text, string name)
    {
        var isOfInterface = false;
        foreach (var line in Lines(text))
        {
            isOfInterface = line.IsHeading ? line.Configures(name) : isOfInterface;
            yield return (line, isOfInterface);
        }
    }

    /// <summary>The names after <c>iface</c>, each once; the loopback is left out.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static ImmutableArray<string> Interfaces(string? text) =>
        [.. Lines(text).Where(line => line.Words is ["iface", not "lo", ..]).Select(line => line.Words[1]).Distinct(StringComparer.Ordinal)];

    /// <summary>The text without the lines that source others, which say nothing of what stands in it.</summary>
    /// <param name="text">The file.</param>
    public static string WithoutSources(string text) =>
        Lines(text).Where(line => line.IsSource).Reverse().Aggregate(text, (rest, line) => rest.Remove(line.Start, line.Length));

    /// <summary>True when ifupdown has brought an interface up under its own name (<c>NAME=NAME</c>).</summary>
    /// <param name="state"><c>/run/network/ifstate</c>; null when absent.</param>
    /// <param name="name">The interface.</param>
    public static bool HasBroughtUp(string? state, string name) =>
        (state ?? "").Split('\n').Any(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var pair, ..] && string.Equals(pair, $"{name}={name}", StringComparison.Ordinal));

    private static int EndOf(string text, int start) => text.IndexOf('\n', start) is >= 0 and var end ? end + 1 : text.Length;
}
