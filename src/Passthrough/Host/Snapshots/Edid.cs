namespace Passthrough.Host.Snapshots;

/// <summary>Takes serial numbers out of a screen's EDID (VESA E-EDID 1.4) and DisplayID extensions (VESA DisplayID 1.3 and 2.0).</summary>
internal static class Edid
{
    private const int BlockSize = 128;
    private const int SerialOffset = 12;
    private const int FirstDescriptor = 54;
    private const int DescriptorSize = 18;
    private const int DescriptorCount = 4;
    private const byte SerialTextTag = 0xff;
    private const byte DisplayIdTag = 0x70;

    private static ReadOnlySpan<byte> Header => [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0];

    /// <summary>The same EDID without serial numbers, every checksum right again; null when the bytes are no EDID.</summary>
    /// <param name="edid">Base block and extensions.</param>
    public static byte[]? WithoutSerial(ReadOnlySpan<byte> edid)
    {
        if (edid.Length < BlockSize || edid.Length % BlockSize != 0 || !edid.StartsWith(Header))
        {
            return null;
        }

        var result = edid.ToArray();
        var first = result.AsSpan(0, BlockSize);
        first.Slice(SerialOffset, 4).Clear();
        for (var index = 0; index < DescriptorCount; index++)
        {
            var descriptor = first.Slice(FirstDescriptor + (index * DescriptorSize), DescriptorSize);
            if (descriptor is [0, 0, 0, SerialTextTag, ..])
            {
                "0\n           "u8.CopyTo(descriptor[5..]);
            }
        }

        MakeSumZero(first);
        for (var at = BlockSize; at < result.Length; at += BlockSize)
        {
            var block = result.AsSpan(at, BlockSize);
            if (block[0] == DisplayIdTag)
            {
                ClearDisplayId(block[1..^1]);
                MakeSumZero(block);
            }
        }

        return result;
    }

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
