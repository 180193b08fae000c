using System.Runtime.CompilerServices;

namespace Passthrough.Tests.Corpora.Cpu;

/// <summary>Where ours differs from others' answers and why, from <c>known-disagreements.tsv</c>: name, difference, reason.</summary>
internal static class KnownDisagreements
{
    public static Dictionary<string, (string Difference, string Reason)> Read([CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "known-disagreements.tsv"))
            .Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => (parts[1], parts[2]), StringComparer.Ordinal);
}
