using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Firmware;

/// <summary>
/// What the firmware can start: a variable <c>Boot####</c> (<c>EFI_LOAD_OPTION</c>, UEFI specification 3.1.3), below <c>/sys/firmware/efi/efivars</c>.
/// </summary>
/// <param name="Description">What the firmware's menu shows.</param>
/// <param name="File">The file on the EFI system partition, with backslashes; null when it starts no file (a network card, a whole disk).</param>
public sealed record EfiLoadOption(string Description, string? File)
{
    private const int HeaderBytes = 6;
    private const int NodeHeaderBytes = 4;
    private const uint Active = 1;

    // Types and subtypes of nodes: UEFI specification 10.3.
    private const byte Media = 4;
    private const byte MediaHardDrive = 1;
    private const byte MediaFile = 4;
    private const byte End = 0x7f;
    private const byte EndOfAll = 0xff;

    // Of a hard drive's node: 10.3.5.1.
    private const int HardDriveBytes = 42;
    private const int PartitionNumberAt = 4;
    private const int SignatureAt = 24;
    private const int SignatureBytes = 16;
    private const int SignatureTypeAt = 41;
    private const byte SignatureOfMbr = 1;
    private const byte SignatureOfGpt = 2;

    /// <summary>True when the firmware starts it by itself (<c>LOAD_OPTION_ACTIVE</c>).</summary>
    public bool IsActive { get; init; }

    /// <summary>The partition, as Linux names it (<c>PARTUUID</c>, lower case); null when the path names none.</summary>
    public string? Partition { get; init; }

    /// <summary>The nodes of the device path before the first that is a file's; empty where it begins with one.</summary>
    [JsonIgnore]
    public ImmutableArray<byte> Device { get; init; } = [];

    /// <summary>What the started program gets (<c>OptionalData</c>); empty for nothing.</summary>
    [JsonIgnore]
    public ImmutableArray<byte> OptionalData { get; init; } = [];

    /// <summary><see cref="OptionalData"/> as programs read it that take a line of words, such as a kernel's EFI stub: UTF-16, ended by its length or a zero; null for nothing.</summary>
    [JsonIgnore]
    public string? Options => OptionalData.Length < sizeof(char) ? null : Encoding.Unicode.GetString(OptionalData.AsSpan()).Split('\0')[0];

    /// <summary>True when both start the same file of the same partition, whatever they are called.</summary>
    /// <param name="other">Another.</param>
    public bool StartsSameAs(EfiLoadOption other) => IsOn(other.Partition, other.File);

    /// <summary>True when it starts a file of a partition. FAT does not tell upper from lower case.</summary>
    /// <param name="partition">See <see cref="Partition"/>.</param>
    /// <param name="file">See <see cref="File"/>.</param>
    public bool IsOn(string? partition, string? file) =>
        file is not null && string.Equals(Partition, partition, StringComparison.OrdinalIgnoreCase) && string.Equals(File, file, StringComparison.OrdinalIgnoreCase);

    /// <summary>Understands the variable's file; null when it is none. Never throws.</summary>
    /// <param name="file">The whole file: four bytes of attributes, then the value.</param>
    public static EfiLoadOption? Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < EfiVariable.AttributeBytes + HeaderBytes)
        {
            return null;
        }

        var value = file[EfiVariable.AttributeBytes..];
        var pathBytes = BinaryPrimitives.ReadUInt16LittleEndian(value[4..]);
        var rest = value[HeaderBytes..];
        var textBytes = MemoryMarshal.Cast<byte, char>(rest).IndexOf('\0') * sizeof(char);
        if (textBytes < 0 || rest.Length < textBytes + sizeof(char) + pathBytes)
        {
            return null;
        }

        var option = OfPath(Encoding.Unicode.GetString(rest[..textBytes]), rest.Slice(textBytes + sizeof(char), pathBytes));
        return option with
        {
            IsActive = (BinaryPrimitives.ReadUInt32LittleEndian(value) & Active) != 0,
            OptionalData = [.. rest[(textBytes + sizeof(char) + pathBytes)..]],
        };
    }

    /// <summary>The whole file of a variable by which the firmware starts a file without asking anybody: what <see cref="Parse"/> reads.</summary>
    /// <param name="description">What its menu shows.</param>
    /// <param name="device">See <see cref="Device"/>.</param>
    /// <param name="file">See <see cref="File"/>.</param>
    /// <param name="options">See <see cref="Options"/>; written without a zero at its end, as efibootmgr writes it.</param>
    public static byte[] FileOf(string description, ReadOnlySpan<byte> device, string file, string? options = null)
    {
        byte[] name = [.. Encoding.Unicode.GetBytes(file), 0, 0];
        var path = new byte[device.Length + NodeHeaderBytes + name.Length + NodeHeaderBytes];
        device.CopyTo(path);
        var node = path.AsSpan(device.Length);
        (node[0], node[1]) = (Media, MediaFile);
        BinaryPrimitives.WriteUInt16LittleEndian(node[2..], checked((ushort)(NodeHeaderBytes + name.Length)));
        name.CopyTo(node[NodeHeaderBytes..]);
        var end = node[(NodeHeaderBytes + name.Length)..];
        (end[0], end[1], end[2]) = (End, EndOfAll, NodeHeaderBytes);
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Active);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), checked((ushort)path.Length));
        return EfiVariable.FileOf([.. header, .. Encoding.Unicode.GetBytes(description), 0, 0, .. path, .. Encoding.Unicode.GetBytes(options ?? "")]);
    }

    /// <summary>A device path is a chain of nodes: type, subtype, length with this header, content.</summary>
    private static EfiLoadOption OfPath(string description, ReadOnlySpan<byte> path)
    {
        var name = new StringBuilder();
        string? partition = null;
        var left = path;
        var deviceBytes = -1;
        while (left.Length >= NodeHeaderBytes && left[0] != End)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(left[2..]);
            if (length < NodeHeaderBytes || length > left.Length)
            {
                break;
            }

            var node = left[..length];
            if (node[0] == Media && node[1] == MediaFile)
            {
                deviceBytes = deviceBytes < 0 ? path.Length - left.Length : deviceBytes;
                name.Append(Encoding.Unicode.GetString(node[NodeHeaderBytes..]).TrimEnd('\0'));
            }
            else if (node[0] == Media && node[1] == MediaHardDrive)
            {
                partition = PartitionOf(node);
            }

            left = left[length..];
        }

        return new EfiLoadOption(description, name.Length == 0 ? null : name.ToString()) { Partition = partition, Device = deviceBytes < 0 ? [] : [.. path[..deviceBytes]] };
    }

    private static string? PartitionOf(ReadOnlySpan<byte> node) => node.Length < HardDriveBytes ? null : node[SignatureTypeAt] switch
    {
        SignatureOfGpt => new Guid(node.Slice(SignatureAt, SignatureBytes)).ToString("D", CultureInfo.InvariantCulture),
        SignatureOfMbr => string.Create(CultureInfo.InvariantCulture, $"{BinaryPrimitives.ReadUInt32LittleEndian(node[SignatureAt..]):x8}-{BinaryPrimitives.ReadUInt32LittleEndian(node[PartitionNumberAt..]):x2}"),
        _ => null,
    };
}
