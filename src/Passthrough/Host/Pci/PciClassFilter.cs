using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Pci;

/// <summary>A choice of device classes, as a person types it: a word, or the first hexadecimal digits of the class code.</summary>
public sealed class PciClassFilter
{
    private static readonly ImmutableSortedDictionary<string, ImmutableArray<string>> Words = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal)
    {
        ["3d"] = ["0302"],
        ["accelerator"] = ["12"],
        ["audio"] = ["0401", "0403"],
        ["bluetooth"] = ["0d11"],
        ["bridge"] = ["06"],
        ["display"] = ["03"],
        ["encryption"] = ["10"],
        ["ethernet"] = ["0200"],
        ["gpu"] = ["03"],
        ["network"] = ["02", "0d"],
        ["nvme"] = ["0108"],
        ["raid"] = ["0104"],
        ["sata"] = ["0106"],
        ["serial"] = ["0700"],
        ["sound"] = ["0401", "0403"],
        ["storage"] = ["01"],
        ["thunderbolt"] = ["0c0340"],
        ["usb"] = ["0c03"],
        ["vga"] = ["0300"],
        ["wifi"] = ["0280", "0d"],
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private readonly ImmutableArray<string> prefixes;

    private PciClassFilter(ImmutableArray<string> prefixes) => this.prefixes = prefixes;

    /// <summary>The words that are understood, in alphabetical order.</summary>
    public static IEnumerable<string> Names => Words.Keys;

    /// <summary>Understands a word of <see cref="Names"/> or two, four or six hexadecimal digits.</summary>
    /// <param name="text">The choice; upper and lower case are the same.</param>
    /// <returns>Null for any other text.</returns>
    public static PciClassFilter? Parse(string text)
    {
        var word = text.ToLowerInvariant();
        return Words.TryGetValue(word, out var codes) ? new PciClassFilter(codes)
            : word.Length is 2 or 4 or 6 && word.All(char.IsAsciiHexDigit) ? new PciClassFilter([word])
            : null;
    }

    /// <summary>True when a class is among the chosen ones.</summary>
    /// <param name="deviceClass">The class.</param>
    public bool Includes(PciClass deviceClass)
    {
        var code = deviceClass.Code.ToString("x6", CultureInfo.InvariantCulture);
        return prefixes.Any(prefix => code.StartsWith(prefix, StringComparison.Ordinal));
    }
}
