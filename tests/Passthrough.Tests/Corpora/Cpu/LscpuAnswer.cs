using Passthrough.Host.Cpu;

namespace Passthrough.Tests.Corpora.Cpu;

/// <summary>Understands the table of <c>lscpu -p</c>: a comment with the columns, then a line for each CPU.</summary>
internal static class LscpuAnswer
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal) { ["Core"] = "cores", ["Socket"] = "packages", ["L2"] = "L2", ["L2d"] = "L2", ["L3"] = "L3" };

    public static ReferenceTopology Parse(string text)
    {
        var lines = text.Split('\n');
        var start = Array.FindIndex(lines, line => line.StartsWith("# CPU,", StringComparison.Ordinal));
        var columns = lines[start][2..].Split(',');
        var rows = lines.Skip(start + 1).TakeWhile(line => line.Length > 0).Select(line => line.Split(',')).ToList();
        var answer = new ReferenceTopology { Cpus = CpuSet.Of(rows.Select(row => int.Parse(row[0]))) };
        for (var column = 1; column < columns.Length; column++)
        {
            var sets = rows
                .Where(row => row.ElementAtOrDefault(column) is { Length: > 0 } cell && cell != "-")
                .GroupBy(row => row[column], row => int.Parse(row[0]), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => CpuSet.Of(group), StringComparer.Ordinal);
            if (Kinds.TryGetValue(columns[column], out var kind))
            {
                answer.Sets[kind] = [.. sets.Values];
            }

            foreach (var (node, cpus) in columns[column] == "Node" ? sets : [])
            {
                answer.Nodes[int.Parse(node)] = cpus;
            }
        }

        return answer;
    }
}
