using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

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
    private const byte Media = 4;
    private const byte MediaFile = 4;
    private const byte End = 0x7f;

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
        return textBytes >= 0 && rest.Length >= textBytes + sizeof(char) + pathBytes
            ? new EfiLoadOption(Encoding.Unicode.GetString(rest[..textBytes]), FileOf(rest.Slice(textBytes + sizeof(char), pathBytes)))
            : null;
    }

    /// <summary>A device path is a chain of nodes: type, subtype, length with this header, content.</summary>
    private static string? FileOf(ReadOnlySpan<byte> path)
    {
        var name = new StringBuilder();
        while (path.Length >= NodeHeaderBytes && path[0] != End)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(path[2..]);
            if (length < NodeHeaderBytes || length > path.Length)
            {
                break;
            }

            if (path[0] == Media && path[1] == MediaFile)
            {
                name.Append(Encoding.Unicode.GetString(path[NodeHeaderBytes..length]).TrimEnd('\0'));
            }

            path = path[length..];
        }

        return name.Length == 0 ? null : name.ToString();
    }
}
