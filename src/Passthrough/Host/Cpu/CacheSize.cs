using System.Globalization;

namespace Passthrough.Host.Cpu;

/// <summary>Understands the sizes of caches in sysfs.</summary>
public static class CacheSize
{
    /// <summary>The size in KiB.</summary>
    /// <param name="text">A number with <c>K</c>, <c>M</c>, <c>G</c> or nothing (bytes), such as <c>32768K</c>.</param>
    /// <returns>Null when there is no text, it is no such size, or the size is 0, which the kernel prints when it does not know.</returns>
    public static long? Kib(string? text)
    {
        if (text is not { Length: > 0 } || !int.TryParse(text.AsSpan().TrimEnd("KMGB"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return null;
        }

        return text.TrimEnd('B')[^1] switch
        {
            'K' => number,
            'M' => number * 1024L,
            'G' => number * 1024L * 1024,
            _ => number / 1024,
        };
    }
}
