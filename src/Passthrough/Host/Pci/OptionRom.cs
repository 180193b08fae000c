using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Passthrough.Host.Pci;

/// <summary>
/// What a function's option ROM holds: a chain of images (PCI Firmware Specification 3.0, chapter 5; UEFI Specification, section "PCI Option ROMs"). The kernel gives it
/// in the file <c>rom</c> to root, after <c>1</c> was written there.
/// </summary>
/// <param name="Images">The images in their order; at least one.</param>
public sealed record OptionRom(ImmutableArray<OptionRomImage> Images)
{
    private const ushort RomSignature = 0xaa55;
    private const uint DataSignature = 'P' | 'C' << 8 | 'I' << 16 | 'R' << 24;
    private const int HeaderLength = 0x1a;
    private const int PointerToData = 0x18;
    private const int DataLength = 0x18;
    private const int MachineOfUefi = 0x0a;
    private const ushort X64 = 0x8664;
    private const int UnitOfLength = 512;
    private const byte Last = 0x80;
    private const int DeviceListPointer = 0x08;
    private const int RevisionWithDeviceList = 3;

    /// <summary>True when OVMF on x86-64 can start it, so that a guest shows a picture before its own driver runs.</summary>
    public bool HasUefi => Images.Any(image => image.Kind == OptionRomKind.Uefi);

    /// <summary>The ROM's images.</summary>
    /// <param name="rom">The ROM as the kernel gives it, or a dump of it.</param>
    /// <returns>Null when it begins with no image.</returns>
    public static OptionRom? Parse(ReadOnlySpan<byte> rom)
    {
        var images = ImmutableArray.CreateBuilder<OptionRomImage>();
        var isLast = false;
        for (var offset = 0; !isLast && ImageAt(rom, offset, out isLast) is { } image; offset += image.Length)
        {
            images.Add(image);
        }

        return images.Count == 0 ? null : new OptionRom(images.ToImmutable());
    }

    /// <summary>Where in a file the first ROM begins: not at its beginning where a tool that reads a card's memory chip put a header of its own before it.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Null when there is none.</returns>
    public static int? StartIn(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> signature = [RomSignature & 0xff, RomSignature >> 8];
        for (var at = 0; file[at..].IndexOf(signature) is >= 0 and var ahead; at += ahead + 1)
        {
            if (ImageAt(file[(at + ahead)..], 0, out _) is not null)
            {
                return at + ahead;
            }
        }

        return null;
    }

    /// <summary>The ROM with nothing but the headers of its images, which say all that is understood here.</summary>
    /// <param name="rom">The ROM.</param>
    /// <returns>As many bytes, all others zero.</returns>
    public static byte[] WithoutCode(ReadOnlySpan<byte> rom)
    {
        var headers = new byte[rom.Length];
        foreach (var image in Parse(rom)?.Images ?? [])
        {
            rom.Slice(image.Offset, HeaderLength).CopyTo(headers.AsSpan(image.Offset));
            var data = image.Offset + BinaryPrimitives.ReadUInt16LittleEndian(rom[(image.Offset + PointerToData)..]);
            rom.Slice(data, DataLength).CopyTo(headers.AsSpan(data));
        }

        return headers;
    }

    private static OptionRomImage? ImageAt(ReadOnlySpan<byte> rom, int offset, out bool isLast)
    {
        isLast = true;
        if (offset > rom.Length - HeaderLength || BinaryPrimitives.ReadUInt16LittleEndian(rom[offset..]) != RomSignature)
        {
            return null;
        }

        var at = offset + BinaryPrimitives.ReadUInt16LittleEndian(rom[(offset + PointerToData)..]);
        if (at > rom.Length - DataLength || BinaryPrimitives.ReadUInt32LittleEndian(rom[at..]) != DataSignature)
        {
            return null;
        }

        var data = rom[at..];
        var length = BinaryPrimitives.ReadUInt16LittleEndian(data[0x10..]) * UnitOfLength;
        isLast = (data[0x15] & Last) != 0 || length == 0;
        return new OptionRomImage(
            offset, length, KindOf(data[0x14], rom[offset..]), BinaryPrimitives.ReadUInt16LittleEndian(data[4..]), BinaryPrimitives.ReadUInt16LittleEndian(data[6..]))
        {
            OtherDevices = data[0x0c] >= RevisionWithDeviceList ? DevicesIn(data, BinaryPrimitives.ReadUInt16LittleEndian(data[DeviceListPointer..])) : [],
        };
    }

    // The list ends with a zero; a pointer of zero means that there is none.
    private static ImmutableArray<ushort> DevicesIn(ReadOnlySpan<byte> data, int pointer)
    {
        var devices = ImmutableArray.CreateBuilder<ushort>();
        for (var at = pointer; pointer >= DataLength && at <= data.Length - sizeof(ushort) && BinaryPrimitives.ReadUInt16LittleEndian(data[at..]) is not 0 and var device; at += sizeof(ushort))
        {
            devices.Add(device);
        }

        return devices.ToImmutable();
    }

    private static OptionRomKind KindOf(byte codeType, ReadOnlySpan<byte> image) => codeType switch
    {
        0 => OptionRomKind.Legacy,
        3 when BinaryPrimitives.ReadUInt16LittleEndian(image[MachineOfUefi..]) == X64 => OptionRomKind.Uefi,
        3 => OptionRomKind.UefiOfOtherProcessor,
        _ => OptionRomKind.Other,
    };
}
