using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Passthrough.Host.Pci;

/// <summary>
/// Understands <c>pci.ids</c>: a vendor begins its line (<c>8086  Intel Corporation</c>), its devices follow after one tab, subsystems after two.
/// See the head of the list itself.
/// </summary>
public static class PciIds
{
    private const byte Tab = (byte)'\t';

    /// <summary>The names of the wanted ids: only the wanted vendors' parts of the list are read.</summary>
    /// <param name="list">The list.</param>
    /// <param name="wanted">Vendor and device ids.</param>
    public static PciNames Find(ReadOnlySpan<byte> list, IEnumerable<(ushort Vendor, ushort Device)> wanted)
    {
        var vendors = ImmutableDictionary.CreateBuilder<ushort, string>();
        var devices = ImmutableDictionary.CreateBuilder<(ushort Vendor, ushort Device), string>();
        var begin = 0;
        foreach (var ofVendor in wanted.GroupBy(ids => ids.Vendor, ids => ids.Device).OrderBy(group => group.Key))
        {
            // The list is ordered by vendor, so that the next one is behind the last, unless somebody added to the list.
            if (PlaceOf(list[begin..], ofVendor.Key) is { } further)
            {
                begin += further;
            }
            else if (PlaceOf(list[..begin], ofVendor.Key) is { } before)
            {
                begin = before;
            }
            else
            {
                continue;
            }

            ReadVendor(list[begin..], ofVendor.Key, [.. ofVendor], vendors, devices);
        }

        return new PciNames(vendors.ToImmutable(), devices.ToImmutable());
    }

    /// <summary>Where a vendor's line begins; null when there is none.</summary>
    private static int? PlaceOf(ReadOnlySpan<byte> list, ushort vendor)
    {
        Span<byte> line = [(byte)'\n', 0, 0, 0, 0, (byte)' '];
        vendor.TryFormat(line[1..], out _, "x4", CultureInfo.InvariantCulture);
        return list.StartsWith(line[1..]) ? 0
            : list.IndexOf(line) is >= 0 and var found ? found + 1
            : null;
    }

    private static void ReadVendor(
        ReadOnlySpan<byte> list,
        ushort vendor,
        HashSet<ushort> wanted,
        ImmutableDictionary<ushort, string>.Builder vendors,
        ImmutableDictionary<(ushort Vendor, ushort Device), string>.Builder devices)
    {
        for (var isFirst = true; !list.IsEmpty; isFirst = false)
        {
            var end = list.IndexOf((byte)'\n');
            var line = end < 0 ? list : list[..end];
            list = end < 0 ? default : list[(end + 1)..];
            if (isFirst && TryEntry(line, out _, out var vendorName))
            {
                vendors[vendor] = Encoding.UTF8.GetString(vendorName);
            }
            else if (!isFirst && !line.IsEmpty && line[0] is not (Tab or (byte)'#'))
            {
                // The next vendor, or the device classes that come after all vendors.
                return;
            }
            else if (line.Length > 1 && line[0] == Tab && line[1] != Tab && TryEntry(line[1..], out var device, out var name) && wanted.Contains(device))
            {
                devices.TryAdd((vendor, device), Encoding.UTF8.GetString(name));
            }
        }
    }

    private static bool TryEntry(ReadOnlySpan<byte> line, out ushort id, out ReadOnlySpan<byte> name)
    {
        name = default;
        id = 0;
        if (line.Length < 6 || line[4] != (byte)' ' || !Utf8Parser.TryParse(line[..4], out id, out var used, 'x') || used != 4)
        {
            return false;
        }

        name = line[5..].Trim(" \r"u8);
        return !name.IsEmpty;
    }
}
