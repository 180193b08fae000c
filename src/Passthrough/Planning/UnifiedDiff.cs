using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Planning;

/// <summary>Unified diffs with three lines of context, as <c>diff -u</c> writes them and <c>patch</c> reads them.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;
    private const int LargestTable = 4_000_000;

    private static string Nothing => Passthrough.Host.HostRoots.Live.Dev("null");

    /// <summary>The diff from one text to another.</summary>
    /// <param name="path">The file's name in the heading.</param>
    /// <param name="before">The old text; null when the file does not exist.</param>
    /// <param name="after">The new text; null when the file is removed.</param>
    /// <returns>Empty when both are the same.</returns>
    public static string Between(string path, string? before, string? after)
    {
        if (string.Equals(before, after, StringComparison.Ordinal))
        {
            return "";
        }

        var steps = Steps(Lines(before ?? ""), Lines(after ?? ""));
        var text = new StringBuilder();
        text.Append("--- ").Append(before is null ? Nothing : path).Append('\n');
        text.Append("+++ ").Append(after is null ? Nothing : path).Append('\n');
        foreach (var (first, last) in Hunks(steps))
        {
            AppendHunk(text, steps, first, last);
        }

        return text.ToString();
    }

    private static void AppendHunk(StringBuilder text, ImmutableArray<Step> steps, int first, int last)
    {
        var oldBefore = steps.Take(first).Count(step => step.Kind != '+');
        var newBefore = steps.Take(first).Count(step => step.Kind != '-');
        var hunk = steps[first..(last + 1)];
        var oldCount = hunk.Count(step => step.Kind != '+');
        var newCount = hunk.Count(step => step.Kind != '-');
        text.Append($"@@ -{Range(oldBefore, oldCount)} +{Range(newBefore, newCount)} @@\n");
        foreach (var step in hunk)
        {
            text.Append(step.Kind).Append(step.Line);
            if (!step.Line.EndsWith('\n'))
            {
                text.Append("\n\\ No newline at end of file\n");
            }
        }
    }

    private static string Range(int linesBefore, int count) => count switch
    {
        // A range without lines names the line that it follows.
        0 => $"{linesBefore},0",
        1 => $"{linesBefore + 1}",
        _ => $"{linesBefore + 1},{count}",
    };

    private static IEnumerable<(int First, int Last)> Hunks(ImmutableArray<Step> steps)
    {
        var start = -1;
        var lastChange = -1;
        for (var index = 0; index < steps.Length; index++)
        {
            if (steps[index].Kind == ' ')
            {
                continue;
            }

            if (start >= 0 && index - lastChange > (2 * Context) + 1)
            {
                yield return (start, Math.Min(lastChange + Context, steps.Length - 1));
                start = -1;
            }

            start = start < 0 ? Math.Max(0, index - Context) : start;
            lastChange = index;
        }

        if (start >= 0)
        {
            yield return (start, Math.Min(lastChange + Context, steps.Length - 1));
        }
    }

    private static ImmutableArray<Step> Steps(ImmutableArray<string> before, ImmutableArray<string> after)
    {
        var head = 0;
        while (head < before.Length && head < after.Length && string.Equals(before[head], after[head], StringComparison.Ordinal))
        {
            head++;
        }

        var tail = 0;
        while (tail < before.Length - head && tail < after.Length - head && string.Equals(before[^(tail + 1)], after[^(tail + 1)], StringComparison.Ordinal))
        {
            tail++;
        }

        var steps = ImmutableArray.CreateBuilder<Step>();
        steps.AddRange(before[..head].Select(line => new Step(' ', line)));
        AppendMiddle(steps, before[head..(before.Length - tail)], after[head..(after.Length - tail)]);
        steps.AddRange(before[(before.Length - tail)..].Select(line => new Step(' ', line)));
        return steps.ToImmutable();
    }

    private static void AppendMiddle(ImmutableArray<Step>.Builder steps, ImmutableArray<string> before, ImmutableArray<string> after)
    {
        if ((long)before.Length * after.Length > LargestTable)
        {
            // Longer than any file this is for: correct, though not the shortest.
            steps.AddRange(before.Select(line => new Step('-', line)));
            steps.AddRange(after.Select(line => new Step('+', line)));
            return;
        }

        // Lengths of the longest common subsequences of what remains from each pair of positions.
        var lengths = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = string.Equals(before[i], after[j], StringComparison.Ordinal)
                    ? lengths[i + 1, j + 1] + 1
                    : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        var (left, right) = (0, 0);
        while (left < before.Length || right < after.Length)
        {
            if (left < before.Length && right < after.Length && string.Equals(before[left], after[right], StringComparison.Ordinal))
            {
                steps.Add(new Step(' ', before[left++]));
                right++;
            }
            else if (left < before.Length && (right == after.Length || lengths[left + 1, right] >= lengths[left, right + 1]))
            {
                steps.Add(new Step('-', before[left++]));
            }
            else
            {
                steps.Add(new Step('+', after[right++]));
            }
        }
    }

    private static ImmutableArray<string> Lines(string text)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines.ToImmutable();
    }

    /// <summary>One line of the script: kept (blank), taken out (minus) or put in (plus).</summary>
    private readonly record struct Step(char Kind, string Line);
}
