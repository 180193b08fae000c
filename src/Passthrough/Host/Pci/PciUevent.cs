using System.Globalization;
using System.Text;

namespace Passthrough.Host.Pci;

/// <summary>
/// What a PCI function is, in the one file that the kernel writes for udev: <c>/sys/bus/pci/devices/*/uevent</c> (<c>pci_uevent</c> in <c>drivers/pci/pci-driver.c</c>). The same stands in
/// seven files and links beside it, each of which costs as much to read.
/// </summary>
/// <param name="Class">Class code, three bytes.</param>
/// <param name="Identity">Vendor, device and subsystem.</param>
/// <param name="Driver">The bound driver; null when there is none.</param>
/// <param name="Modalias">What modprobe finds drivers by; null when the file has none.</param>
public sealed record PciUevent(uint Class, PciIdentity Identity, string? Driver, string? Modalias)
{
    /// <summary>Understands the file; null when class or ids are not in it. Never throws.</summary>
    /// <param name="file">The whole file.</param>
    public static PciUevent? Parse(ReadOnlySpan<byte> file)
    {
        uint? deviceClass = null;
        (ushort, ushort)? ids = null;
        (ushort, ushort)? subsystem = null;
        string? driver = null;
        string? modalias = null;
        foreach (var range in file.Split((byte)'\n'))
        {
            var line = file[range];
            if (line.StartsWith("DRIVER="u8))
            {
                driver = Text(line["DRIVER="u8.Length..]);
            }
            else if (line.StartsWith("PCI_CLASS="u8))
            {
                deviceClass = uint.TryParse(line["PCI_CLASS="u8.Length..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? code : null;
            }
            else if (line.StartsWith("PCI_ID="u8))
            {
                ids = PairOf(line["PCI_ID="u8.Length..]);
            }
            else if (line.StartsWith("PCI_SUBSYS_ID="u8))
            {
                subsystem = PairOf(line["PCI_SUBSYS_ID="u8.Length..]);
            }
            else if (line.StartsWith("MODALIAS="u8))
            {
                modalias = Text(line["MODALIAS="u8.Length..]);
            }
        }

        return deviceClass is { } known && ids is var (vendor, device) ? new PciUevent(known & 0xffffff, new PciIdentity(vendor, device, subsystem?.Item1, subsystem?.Item2), driver, modalias) : null;
    }

    private static string? Text(ReadOnlySpan<byte> value) => value.IsEmpty ? null : Encoding.UTF8.GetString(value);

    // Two numbers of four hexadecimal digits, between them a colon.
    private static (ushort, ushort)? PairOf(ReadOnlySpan<byte> text) =>
        text.Length == 9 && text[4] == (byte)':'
        && ushort.TryParse(text[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var first)
        && ushort.TryParse(text[5..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var second)
            ? (first, second)
            : null;
}
