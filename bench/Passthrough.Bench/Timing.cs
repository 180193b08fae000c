using System.Collections.Immutable;

namespace Passthrough.Bench;

/// <summary>The times of one command over several rounds, in milliseconds.</summary>
internal sealed record Timing(ImmutableArray<double> Milliseconds)
{
    /// <summary>The shortest.</summary>
    public double Minimum => Milliseconds.Min();

    /// <summary>The middle one.</summary>
    public double Median => Milliseconds.Order().ElementAt(Milliseconds.Length / 2);
}
