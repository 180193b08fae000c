namespace Passthrough.Host.Display;

/// <summary>A screen as its EDID names it. Serial numbers and the date of making are not kept.</summary>
/// <param name="Maker">The maker's three letters (bytes 8 and 9), such as <c>DEL</c>.</param>
/// <param name="Product">The maker's product code (bytes 10 and 11).</param>
/// <param name="Name">The name for people (descriptor 0xFC); null when the EDID has none, as with many laptop panels.</param>
public sealed record MonitorIdentity(string Maker, ushort Product, string? Name)
{
    /// <summary>The name for people, else the maker's letters and code: <c>LGD 05e5</c>.</summary>
    public string Words => Name ?? $"{Maker} {Product:x4}";
}
