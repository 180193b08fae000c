using System.Globalization;

namespace Passthrough.Guests;

/// <summary>Understands sizes as people give them.</summary>
public static class MemorySize
{
    /// <summary>As people write it, and <see cref="ParseMiB"/> reads it: <c>8G</c>, or <c>6000M</c> when it is no whole number of GiB.</summary>
    /// <param name="mib">In MiB.</param>
    public static string Words(int mib) => mib % 1024 == 0 ? (mib / 1024).ToString(CultureInfo.InvariantCulture) + "G" : mib.ToString(CultureInfo.InvariantCulture) + "M";

    /// <summary>Reads <c>4G</c>, <c>4GiB</c>, <c>4096M</c>, <c>4096MiB</c> or a number of MiB.</summary>
    /// <returns>MiB; null for any other text, and for what is no whole number of MiB that fits.</returns>
    public static int? ParseMiB(string text)
    {
        var digits = text.AsSpan().TrimEnd("iBbGgMmTt");
        var factor = text.AsSpan(digits.Length) switch
        {
            "" or "M" or "m" or "MiB" => 1L,
            "G" or "g" or "GiB" => 1024L,
            "T" or "t" or "TiB" => 1024L * 1024,
            _ => 0L,
        };
        return factor > 0 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number * factor is > 0 and <= int.MaxValue
            ? (int)(number * factor)
            : null;
    }
}
