using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Memory;

/// <summary>Understands what is said about locked memory in <c>/proc/self/limits</c> and in limits.conf(5).</summary>
public static class Limits
{
    private const string LockedMemory = "Max locked memory";

    /// <summary>The limit of a process.</summary>
    /// <param name="text"><c>/proc/PID/limits</c>; null when absent.</param>
    /// <returns>Null when the file does not say it.</returns>
    public static LockedMemoryLimit? OfProcess(string? text)
    {
        var line = (text ?? "").Split('\n').FirstOrDefault(line => line.StartsWith(LockedMemory, StringComparison.Ordinal));
        return line?[LockedMemory.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, var hard, ..] && TryAmount(soft, out var softBytes) && TryAmount(hard, out var hardBytes)
            ? new LockedMemoryLimit(softBytes, hardBytes)
            : null;
    }

    /// <summary>The lines about <c>memlock</c>; lines that are malformed are left out, as pam_limits leaves them out.</summary>
    /// <param name="path">The file's name.</param>
    /// <param name="text">The file; null when absent.</param>
    public static ImmutableArray<LimitEntry> Configured(string path, string? text)
    {
        var entries = ImmutableArray.CreateBuilder<LimitEntry>();
        foreach (var line in (text ?? "").Split('\n'))
        {
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            var words = (comment < 0 ? line : line[..comment]).Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words is [var domain, "soft" or "hard" or "-", "memlock", var value] && TryAmount(value, out var kib))
            {
                entries.Add(new LimitEntry(path, domain, words[1] is "soft" or "-", words[1] is "hard" or "-", kib));
            }
        }

        return entries.ToImmutable();
    }

    private static bool TryAmount(string word, out long? amount)
    {
        amount = long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return amount is not null || word is "unlimited" or "infinity" or "-1";
    }
}
