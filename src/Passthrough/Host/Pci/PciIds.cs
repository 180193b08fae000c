using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Host.Pci;

/// <summary>
/// Understands <c>pci.ids</c>: a vendor begins its line (<c>8086  Intel Corporation</c>), its devices follow after one tab, subsystems after two.
/// See the head of the list itself.
/// </summary>
public static class PciIds
{
    private const byte Tab = (byte)'\t';

    /// <summary>The names of the wanted ids, found in one pass.</summary>
    /// <param name="list">The list.</param>
    /// <param name="wanted">Vendor and device ids.</param>
    public static PciNames Find(ReadOnlySpan<byte> list, IEnumerable<(ushort Vendor, ushort Device)> wanted)
    {
        var devicesWanted = wanted.ToHashSet();
        var vendorsWanted = devicesWanted.Select(ids => ids.Vendor).ToHashSet();
        var vendors = ImmutableDictionary.CreateBuilder<ushort, string>();
        var devices = ImmutableDictionary.CreateBuilder<(ushort Vendor, ushort Device), string>();
        ushort? vendor = null;
        while (!list.IsEmpty)
        {
            var end = list.IndexOf((byte)'\n');
            var line = end < 0 ? list : list[..end];
            list = end < 0 ? default : list[(end + 1)..];
            if (line.IsEmpty || line[0] == (byte)'#')
            {
                continue;
            }

            if (line[0] != Tab)
            {
                // Device classes (C 03  Display controller) come after all vendors and use the same indents.
                vendor = TryEntry(line, out var id, out var name) && vendorsWanted.Contains(id) ? id : null;
                if (vendor is not null)
                {
                    vendors.TryAdd(id, Encoding.UTF8.GetString(name));
                }
            }
            else if (vendor is { } owner && line.Length > 1 && line[1] != Tab
                && TryEntry(line[1..], out var id, out var name) && devicesWanted.Contains((owner, id)))
            {
                devices.TryAdd((owner, id), Encoding.UTF8.GetString(name));
            }
        }

        return new PciNames(vendors.ToImmutable(), devices.ToImmutable());
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
