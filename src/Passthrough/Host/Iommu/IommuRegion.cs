using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Iommu;

/// <summary>A line of <c>/sys/kernel/iommu_groups/*/reserved_regions</c>.</summary>
/// <param name="Start">The first address.</param>
/// <param name="End">The last address.</param>
/// <param name="Kind">
/// <c>direct</c>: mapped at its own address because the firmware asks for it (RMRR, IVMD), and VFIO refuses the group; <c>direct-relaxable</c>: the same for USB and
/// graphics, which VFIO lets go; <c>reserved</c>: kept free.
/// </param>
public sealed record IommuRegion(ulong Start, ulong End, string Kind)
{
    /// <summary>Understands the file. The window for message interrupts (<c>msi</c>) is left out: each group has it.</summary>
    /// <param name="text">The file.</param>
    public static ImmutableArray<IommuRegion> Parse(string text)
    {
        var regions = ImmutableArray.CreateBuilder<IommuRegion>();
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, var last, var kind] && kind is not "msi"
                && TryHex(first, out var start) && TryHex(last, out var end))
            {
                regions.Add(new IommuRegion(start, end, kind));
            }
        }

        return regions.ToImmutable();
    }

    private static bool TryHex(string word, out ulong value)
    {
        value = 0;
        return word.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
