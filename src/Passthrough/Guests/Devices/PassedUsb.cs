using System.Globalization;
using System.Text.Json.Serialization;

namespace Passthrough.Guests.Devices;

/// <summary>A USB device of the host that a guest owns: by its ids wherever it is plugged in, or whatever is in a port.</summary>
/// <param name="Vendor">The vendor id; null when named by port.</param>
/// <param name="Product">The product id; null when named by port.</param>
/// <param name="Bus">The bus of the port; null when named by ids.</param>
/// <param name="Port">The path of ports on the bus, such as <c>4.2</c>; null when named by ids.</param>
public sealed record PassedUsb(ushort? Vendor, ushort? Product, int? Bus, string? Port)
{
    private const int LongestPort = 16;

    /// <summary>True when it is named by its ids.</summary>
    [JsonIgnore]
    public bool IsById => Vendor is not null;

    /// <summary>Reads <c>046d:c52b</c> or <c>1-4.2</c>.</summary>
    /// <returns>Null for any other text.</returns>
    public static PassedUsb? Parse(string text)
    {
        if (text.Length == 9 && text[4] == ':' && Hex(text[..4]) is { } vendor && Hex(text[5..]) is { } product)
        {
            return new PassedUsb(vendor, product, null, null);
        }

        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && int.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var bus) && bus is > 0 and < 1000 && IsPort(text[(dash + 1)..])
            ? new PassedUsb(null, null, bus, text[(dash + 1)..])
            : null;
    }

    /// <summary>What <see cref="Parse"/> reads.</summary>
    public override string ToString() => IsById ? $"{Vendor:x4}:{Product:x4}" : $"{Bus}-{Port}";

    private static ushort? Hex(string text) => ushort.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static bool IsPort(string text) =>
        text.Length is > 0 and <= LongestPort && text.Split('.').All(part => byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0);
}
