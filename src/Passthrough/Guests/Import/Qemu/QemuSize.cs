using System.Globalization;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>Sizes as QEMU reads them: a number, perhaps with a fraction, and a letter for the unit (<c>qemu_strtosz</c>).</summary>
internal static class QemuSize
{
    private const decimal Most = 1L << 50;

    /// <summary>Bytes.</summary>
    /// <param name="text">The size.</param>
    /// <param name="unit">Bytes of a number without a letter.</param>
    /// <returns>Null for what is no size, or above 1 PiB.</returns>
    public static long? Bytes(string? text, long unit)
    {
        if (text is not { Length: > 0 })
        {
            return null;
        }

        long? factor = char.ToUpperInvariant(text[^1]) switch
        {
            'B' => 1,
            'K' => 1L << 10,
            'M' => 1L << 20,
            'G' => 1L << 30,
            'T' => 1L << 40,
            _ => char.IsAsciiDigit(text[^1]) ? unit : null,
        };
        var digits = char.IsAsciiDigit(text[^1]) ? text : text[..^1];
        return factor is { } times && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= Most / times ? (long)(number * times) : null;
    }
}
