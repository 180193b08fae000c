using Passthrough.Host.Cpu;

namespace Passthrough.Tests.Corpora.Cpu;

/// <summary>Counts agreements with others' answers; each disagreement must be known by name and be exactly the known one, and each known one must still be there.</summary>
internal sealed class Tally(ITestOutputHelper output)
{
    private readonly Dictionary<string, (string Difference, string Reason)> known = KnownDisagreements.Read();
    private readonly List<string> unexplained = [];
    private int compared;
    private int agreeing;

    public void Add(string name, ReferenceTopology theirs, CpuTopology ours)
    {
        foreach (var (kind, difference) in theirs.Compare(ours))
        {
            Count($"{name} {kind}", difference);
        }
    }

    /// <summary>One value; nothing is compared where the others do not say it.</summary>
    public void Add(string name, string? theirs, string? ours)
    {
        if (theirs is not null)
        {
            Count(name, theirs == ours ? "" : $"theirs: {theirs}; ours: {ours}");
        }
    }

    public void Close()
    {
        output.WriteLine($"{compared} compared, {agreeing} agree, {compared - agreeing} differ");
        Assert.True(compared > 0);
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained));
    }

    private void Count(string name, string difference)
    {
        compared++;
        agreeing += difference.Length == 0 ? 1 : 0;
        var (expected, reason) = known.GetValueOrDefault(name, ("", ""));
        if (difference != expected)
        {
            unexplained.Add($"{name}\t{difference}");
        }
        else if (difference.Length > 0)
        {
            output.WriteLine($"{name}: {reason}");
        }
    }
}
