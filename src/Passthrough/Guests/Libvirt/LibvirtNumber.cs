using System.Globalization;

namespace Passthrough.Guests.Libvirt;

/// <summary>Numbers as libvirt reads them in addresses and ids (<c>virStrToLong</c> with the base 0).</summary>
internal static class LibvirtNumber
{
    /// <summary>The number: hexadecimal behind <c>0x</c>, octal behind <c>0</c>, else decimal.</summary>
    /// <param name="text">The text, with or without blanks around it.</param>
    /// <returns>Null for no text, and for what is no such number, or a negative one, or does not fit.</returns>
    public static long? Parse(string? text)
    {
        var digits = text.AsSpan().Trim();
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : null;
        }

        if (digits.Length is > 1 and < 20 && digits[0] == '0')
        {
            return digits.ContainsAnyExceptInRange('0', '7') ? null : Convert.ToInt64(digits.ToString(), 8);
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
