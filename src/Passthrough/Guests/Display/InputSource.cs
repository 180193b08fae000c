using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Guests.Display;

/// <summary>The inputs of a monitor: the values of feature 0x60 of VESA's Monitor Control Command Set (MCCS 2.2), with words for those that it names.</summary>
public static class InputSource
{
    private static readonly ImmutableArray<(string Word, int Value)> Named =
    [
        ("vga-1", 0x01), ("vga-2", 0x02), ("dvi-1", 0x03), ("dvi-2", 0x04), ("dp-1", 0x0f), ("dp-2", 0x10), ("hdmi-1", 0x11), ("hdmi-2", 0x12),
    ];

    /// <summary>What a value is written as.</summary>
    public static string Rule { get; } = $"{string.Join(", ", Named.Select(input => input.Word))}, or the monitor's own value in hexadecimal, such as 0x11";

    /// <summary>The value of a word or of a hexadecimal number from 0x01 to 0xff; null for another text.</summary>
    public static int? Parse(string text)
    {
        var named = Named.FirstOrDefault(input => string.Equals(input.Word, text, StringComparison.OrdinalIgnoreCase));
        return named.Word is not null ? named.Value
            : text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && byte.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value > 0 ? value
            : null;
    }

    /// <summary>A value's word; its number where it has none.</summary>
    public static string Words(int value) => Named.FirstOrDefault(input => input.Value == value).Word ?? string.Create(CultureInfo.InvariantCulture, $"0x{value:x2}");
}
