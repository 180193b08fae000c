using System.Buffers.Binary;

namespace Passthrough.Tests.Machines;

/// <summary>An option ROM of the smallest images that are ones.</summary>
internal static class MadeUpRom
{
    public const byte ForBios = 0;
    public const byte ForUefi = 3;

    /// <summary>The images one after the other, each of 512 bytes and full of the letter x where it has no header.</summary>
    /// <param name="codeTypes">The code type of each; <see cref="ForUefi"/> is one for x86-64.</param>
    public static byte[] Of(params byte[] codeTypes) => [.. codeTypes.SelectMany((type, index) => Image(type, isLast: index == codeTypes.Length - 1))];

    private static byte[] Image(byte codeType, bool isLast)
    {
        var image = Enumerable.Repeat((byte)'x', 512).ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(image, 0xaa55);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x0a), 0x8664);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x18), 0x40);
        "PCIR"u8.CopyTo(image.AsSpan(0x40));
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x44), 0x1002);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x46), 0x73bf);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x50), 1);
        image[0x54] = codeType;
        image[0x55] = (byte)(isLast ? 0x80 : 0);
        return image;
    }
}
