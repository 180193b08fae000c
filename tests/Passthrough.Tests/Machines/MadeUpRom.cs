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

    /// <summary>A ROM of one image for UEFI.</summary>
    /// <param name="vendor">The vendor id.</param>
    /// <param name="devices">The device ids: the one that the image names, and those of its device list.</param>
    public static byte[] For(ushort vendor, params ushort[] devices)
    {
        var image = Of(ForUefi);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x44), vendor);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x46), devices[0]);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x48), 0x20);
        image[0x4c] = 3;
        Array.ForEach([.. devices.Skip(1).Append((ushort)0).Select((device, index) => (device, index))], entry => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x60 + (2 * entry.index)), entry.device));
        return image;
    }

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
