using System.Globalization;

namespace Passthrough.Host.Memory;

/// <summary>Understands the names and words below <c>/sys/kernel/mm</c>.</summary>
public static class HugePageFolder
{
    /// <summary>The size of the pages of a folder <c>hugepages-2048kB</c>, in KiB; null for another name.</summary>
    /// <param name="name">The folder's name.</param>
    public static long? SizeKib(string name) =>
        name.StartsWith("hugepages-", StringComparison.Ordinal)
        && name.EndsWith("kB", StringComparison.Ordinal)
        && name.Length > 12
        && long.TryParse(name.AsSpan()[10..^2], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : null;

    /// <summary>The chosen word of a line such as <c>always [madvise] never</c>; null when none is chosen.</summary>
    /// <param name="line">The line; null when absent.</param>
    public static string? Chosen(string? line) =>
        (line ?? "").Split(' ').FirstOrDefault(word => word.Length > 2 && word[0] == '[' && word[^1] == ']')?[1..^1];
}
