using System.Globalization;

namespace Passthrough.Guests.Libvirt;

/// <summary>Sizes as libvirt writes them: a number, and a unit beside it (<c>virScaleInteger</c>).</summary>
internal static class LibvirtSize
{
    /// <summary>The factor of a number of which no unit is said, where that is KiB.</summary>
    public const long Kib = 1 << 10;

    /// <summary>Bytes.</summary>
    /// <param name="number">The number, with or without blanks around it.</param>
    /// <param name="unit">The unit, in any case of letters.</param>
    /// <param name="usual">The bytes of one where no unit is said.</param>
    /// <returns>Null for what is no size, or does not fit.</returns>
    public static long? Bytes(string? number, string? unit, long usual) =>
        long.TryParse(number, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var count)
        && FactorOf(unit, usual) is { } factor && count <= long.MaxValue / factor
            ? count * factor
            : null;

    /// <summary>The bytes of one of a unit; null for an unknown unit.</summary>
    /// <param name="unit">The unit, in any case of letters.</param>
    /// <param name="usual">The bytes of one where no unit is said.</param>
    public static long? FactorOf(string? unit, long usual) => unit?.ToUpperInvariant() switch
    {
        null or "" => usual,
        "B" or "BYTE" or "BYTES" => 1,
        "K" or "KIB" => Kib,
        "M" or "MIB" => 1L << 20,
        "G" or "GIB" => 1L << 30,
        "T" or "TIB" => 1L << 40,
        "KB" => 1000,
        "MB" => 1000_000,
        "GB" => 1000_000_000,
        "TB" => 1000_000_000_000,
        _ => null,
    };
}
