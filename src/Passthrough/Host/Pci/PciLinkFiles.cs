using System.Globalization;
using Passthrough.Host.Pci.Config;

namespace Passthrough.Host.Pci;

/// <summary>Understands the files <c>*_link_speed</c> (<c>16.0 GT/s PCIe</c>, older kernels <c>8 GT/s</c>) and <c>*_link_width</c> (<c>16</c>).</summary>
public static class PciLinkFiles
{
    /// <summary>A link's state.</summary>
    /// <param name="speed">The speed's file; null when absent.</param>
    /// <param name="width">The width's file; null when absent.</param>
    /// <returns>Null when neither file holds a value: functions without a link say <c>Unknown</c> and 0 or 255.</returns>
    public static PciLinkState? Parse(string? speed, string? width)
    {
        double? gigatransfers = speed?.Split(' ') is [var number, "GT/s", ..]
            && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1000
                ? value
                : null;
        int? lanes = int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 32 ? count : null;
        return gigatransfers is null && lanes is null ? null : new PciLinkState(gigatransfers, lanes);
    }
}
