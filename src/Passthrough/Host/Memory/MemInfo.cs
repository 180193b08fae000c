using System.Globalization;

namespace Passthrough.Host.Memory;

/// <summary>Understands <c>/proc/meminfo</c> and a node's <c>meminfo</c>, whose lines begin with <c>Node N</c>.</summary>
public static class MemInfo
{
    /// <summary>The memory's facts; what a line does not say, or says in another form, is null.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static MemoryFacts Parse(string? text)
    {
        var lines = (text ?? "").Split('\n').Select(WithoutNode).ToArray();
        return new MemoryFacts(
            Value(lines, "MemTotal:"), Value(lines, "MemAvailable:"), Value(lines, "Hugepagesize:"), Value(lines, "HugePages_Total:"), Value(lines, "HugePages_Free:"))
        {
            SwapTotalKib = Value(lines, "SwapTotal:"),
        };
    }

    /// <summary>What a node's file says about memory that is free, in KiB; null when it does not.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static long? FreeKib(string? text) => Value([.. (text ?? "").Split('\n').Select(WithoutNode)], "MemFree:");

    private static string WithoutNode(string line) =>
        line.StartsWith("Node ", StringComparison.Ordinal) && line.Split(' ', 3) is [_, _, var rest] ? rest : line;

    private static long? Value(string[] lines, string name)
    {
        var line = Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal));
        var words = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words is [var number, ..] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
