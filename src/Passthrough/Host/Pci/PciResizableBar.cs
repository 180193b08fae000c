using System.Collections.Immutable;

namespace Passthrough.Host.Pci;

/// <summary>A BAR whose size can be chosen: file <c>resourceN_resize</c> (since Linux 6.1) or extended capability 0x15.</summary>
/// <param name="Index">BAR number 0 to 5.</param>
/// <param name="CurrentSize">Bytes now.</param>
/// <param name="PossibleSizes">Bytes, ascending.</param>
public sealed record PciResizableBar(int Index, ulong CurrentSize, ImmutableArray<ulong> PossibleSizes)
{
    private const int Megabyte = 20;

    /// <summary>The sizes that a bit map stands for: bit 0 is one MiB, each further bit twice as much. Ascending.</summary>
    /// <param name="bits">The map.</param>
    public static ImmutableArray<ulong> Sizes(ulong bits) =>
        [.. Enumerable.Range(0, 64 - Megabyte).Where(bit => (bits >> bit & 1) != 0).Select(bit => 1UL << (bit + Megabyte))];

    /// <summary>Understands <c>resourceN_resize</c>: the map in hexadecimal.</summary>
    /// <param name="text">The file.</param>
    /// <returns>The sizes, ascending; null when the text is no such map or names no size.</returns>
    public static ImmutableArray<ulong>? Parse(string text) =>
        ulong.TryParse(text.AsSpan().Trim(), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var bits)
        && Sizes(bits) is { IsEmpty: false } sizes
            ? sizes
            : null;
}
