using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Bench;

/// <summary>The times of one command over several rounds, in milliseconds.</summary>
internal sealed record Timing(ImmutableArray<double> Milliseconds)
{
    /// <summary>The shortest.</summary>
    public double Minimum => Milliseconds.Min();

    /// <summary>The middle one.</summary>
    public double Median => Milliseconds.Order().ElementAt(Milliseconds.Length / 2);

    /// <summary>Reads lines of two numbers, microseconds of a pair's first and second command.</summary>
    /// <param name="lines">The lines.</param>
    public static (Timing First, Timing Second) ParsePairs(string lines)
    {
        var pairs = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture) / 1000).ToArray())
            .ToList();
        return (new Timing([.. pairs.Select(pair => pair[0])]), new Timing([.. pairs.Select(pair => pair[1])]));
    }
}
