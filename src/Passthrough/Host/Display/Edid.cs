using System.Buffers.Binary;

namespace Passthrough.Host.Display;

/// <summary>Understands the base block of an EDID (VESA E-EDID, release A revision 2, section 3).</summary>
public static class Edid
{
    private const int BlockLength = 128;
    private const int MakerOffset = 8;
    private const int ProductOffset = 10;
    private const int FirstDescriptor = 54;
    private const int DescriptorLength = 18;
    private const int DescriptorTextOffset = 5;
    private const byte NameTag = 0xfc;

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

    private static string? Name(ReadOnlySpan<byte> bytes)
    {
        for (var offset = FirstDescriptor; offset + DescriptorLength <= BlockLength - 1; offset += DescriptorLength)
        {
            // A descriptor that is no timing begins with zeros where the pixel clock would be.
            var descriptor = bytes.Slice(offset, DescriptorLength);
            if (descriptor[..3].ContainsAnyExcept((byte)0) || descriptor[3] != NameTag)
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
}
