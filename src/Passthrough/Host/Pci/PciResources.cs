using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Pci;

/// <summary>Understands <c>/sys/bus/pci/devices/*/resource</c>: a line a resource, <c>start end flags</c> in hexadecimal.</summary>
public static class PciResources
{
    private const ulong IoFlag = 0x100;
    private const ulong MemoryFlag = 0x200;
    private const ulong PrefetchFlag = 0x2000;
    private const ulong Memory64Flag = 0x100000;
    private const int ExpansionRom = 6;

    /// <summary>The base address registers in use (BAR 0 to 5 and the expansion ROM); lines that are not understood are left out.</summary>
    /// <param name="text">The file.</param>
    public static ImmutableArray<PciBar> Parse(string text)
    {
        var bars = ImmutableArray.CreateBuilder<PciBar>();
        var index = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (index > ExpansionRom)
            {
                break;
            }

            if (TryLine(line, index) is { } bar)
            {
                bars.Add(bar);
            }

            index++;
        }

        return bars.ToImmutable();
    }

    private static PciBar? TryLine(ReadOnlySpan<char> line, int index)
    {
        Span<Range> words = stackalloc Range[4];
        if (line.Split(words, ' ', StringSplitOptions.RemoveEmptyEntries) != 3
            || !TryHex(line[words[0]], out var start)
            || !TryHex(line[words[1]], out var end)
            || !TryHex(line[words[2]], out var flags)
            || (flags & (IoFlag | MemoryFlag)) == 0
            || end < start
            || end - start == ulong.MaxValue)
        {
            return null;
        }

        return new PciBar(index, start, end - start + 1, (flags & MemoryFlag) != 0, (flags & PrefetchFlag) != 0, (flags & Memory64Flag) != 0);
    }

    private static bool TryHex(ReadOnlySpan<char> word, out ulong value)
    {
        value = 0;
        return word.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(word[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
