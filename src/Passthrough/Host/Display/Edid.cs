using System.Buffers.Binary;

namespace Passthrough.Host.Display;

/// <summary>
/// Understands the base block of an EDID (VESA E-EDID, release A revision 2, section 3), and takes serial numbers out of it and of DisplayID extensions (VESA DisplayID 1.3 and
/// 2.0).
/// </summary>
public static class Edid
{
    private const int BlockLength = 128;
    private const int MakerOffset = 8;
    private const int ProductOffset = 10;
    private const int SerialOffset = 12;
    private const int FirstDescriptor = 54;
    private const int LastDescriptor = 108;
    private const int DescriptorLength = 18;
    private const int DescriptorTextOffset = 5;
    private const byte NameTag = 0xfc;
    private const byte SerialTag = 0xff;
    private const byte DisplayIdTag = 0x70;

    private static ReadOnlySpan<byte> Header => [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];

    /// <summary>Who made the screen and what it is called; null when the bytes are no EDID.</summary>
    /// <param name="bytes">The file <c>edid</c>.</param>
    public static MonitorIdentity? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < BlockLength || !bytes.StartsWith(Header))
        {
            return null;
        }

        // Three letters of five bits each, 1 is A.
        var packed = BinaryPrimitives.ReadUInt16BigEndian(bytes[MakerOffset..]);
        var maker = string.Concat(Letter(packed >> 10), Letter(packed >> 5), Letter(packed));
        return new MonitorIdentity(maker, BinaryPrimitives.ReadUInt16LittleEndian(bytes[ProductOffset..]), Name(bytes));
    }

    /// <summary>The same EDID without serial numbers, every checksum right again; null when the bytes are no EDID.</summary>
    /// <param name="edid">Base block and extensions.</param>
    public static byte[]? WithoutSerial(ReadOnlySpan<byte> edid)
    {
        if (edid.Length < BlockLength || edid.Length % BlockLength != 0 || !edid.StartsWith(Header))
        {
            return null;
        }

        var result = edid.ToArray();
        var first = result.AsSpan(0, BlockLength);
        first.Slice(SerialOffset, 4).Clear();
        for (var offset = FirstDescriptor; offset <= LastDescriptor; offset += DescriptorLength)
        {
            var descriptor = first.Slice(offset, DescriptorLength);
            if (descriptor is [0, 0, 0, SerialTag, ..])
            {
                "0\n           "u8.CopyTo(descriptor[DescriptorTextOffset..]);
            }
        }

        MakeSumZero(first);
        for (var at = BlockLength; at < result.Length; at += BlockLength)
        {
            var block = result.AsSpan(at, BlockLength);
            if (block[0] == DisplayIdTag)
            {
                ClearDisplayId(block[1..^1]);
                MakeSumZero(block);
            }
        }

        return result;
    }

    private static string? Name(ReadOnlySpan<byte> bytes)
    {
        for (var offset = FirstDescriptor; offset <= LastDescriptor; offset += DescriptorLength)
        {
            // A descriptor that is no timing begins with zeros where the pixel clock would be.
            var descriptor = bytes.Slice(offset, DescriptorLength);
            if (descriptor is not [0, 0, 0, NameTag, ..])
            {
                continue;
            }

            var text = descriptor[DescriptorTextOffset..];
            var end = text.IndexOf((byte)'\n');
            var name = string.Concat((end < 0 ? text : text[..end]).ToArray().Where(code => code is >= 0x20 and < 0x7f).Select(code => (char)code)).Trim();
            if (name.Length > 0)
            {
                return name;
            }
        }

        return null;
    }

    private static char Letter(int bits) => (bits & 0x1f) is >= 1 and <= 26 and var number ? (char)('A' + number - 1) : '?';

    private static void ClearDisplayId(Span<byte> section)
    {
        // Version, bytes of data blocks, product type, extension count, then blocks: tag, revision, length, payload. The serial follows three bytes of vendor and two of product.
        var end = Math.Min(section[1] + 4, section.Length - 1);
        for (var at = 4; at + 3 <= end && section[at..].IndexOfAnyExcept((byte)0) >= 0; at += 3 + section[at + 2])
        {
            if (section[at] is 0x00 or 0x20 && section[at + 2] >= 9 && at + 12 <= end)
            {
                section.Slice(at + 8, 4).Clear();
            }
            else if (section[at] is 0x0a)
            {
                section[(at + 3)..Math.Min(at + 3 + section[at + 2], end)].Clear();
            }
        }

        MakeSumZero(section[..(end + 1)]);
    }

    private static void MakeSumZero(Span<byte> block)
    {
        byte sum = 0;
        foreach (var value in block[..^1])
        {
            sum += value;
        }

        block[^1] = (byte)-sum;
    }
}
