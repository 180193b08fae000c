using System.Buffers.Binary;
using System.Text;

namespace Passthrough.Host.Firmware;

/// <summary>Understands the files of <c>/sys/firmware/efi/efivars</c>: four bytes of attributes, then the value.</summary>
public static class EfiVariable
{
    /// <summary>The bytes before the value.</summary>
    internal const int AttributeBytes = 4;

    // UEFI specification 8.2, "Variable Services".
    private const byte NonVolatile = 1;
    private const byte BootServices = 2;
    private const byte Runtime = 4;

    /// <summary>A text value (UTF-16, ended by a zero); null when the bytes hold none.</summary>
    /// <param name="file">The whole file.</param>
    public static string? Text(ReadOnlySpan<byte> file)
    {
        if (file.Length <= AttributeBytes)
        {
            return null;
        }

        var text = Encoding.Unicode.GetString(file[AttributeBytes..]);
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        text = (end < 0 ? text : text[..end]).Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>A value of eight bytes whose bits mean something; null when the bytes hold none.</summary>
    /// <param name="file">The whole file.</param>
    public static ulong? Bits(ReadOnlySpan<byte> file) => file.Length == AttributeBytes + sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(file[AttributeBytes..]) : null;

    /// <summary>The whole file of a text value that outlives a restart and that boot loader and system can read: what <see cref="Text"/> reads.</summary>
    /// <param name="text">The value.</param>
    public static byte[] FileOf(string text) => FileOf([.. Encoding.Unicode.GetBytes(text), 0, 0]);

    /// <summary>The whole file of any value that outlives a restart and that firmware, boot loader and system can read.</summary>
    /// <param name="value">The value.</param>
    internal static byte[] FileOf(ReadOnlySpan<byte> value) => [NonVolatile | BootServices | Runtime, 0, 0, 0, .. value];

    /// <summary>A value of one byte that is a yes or no; null when the bytes hold none.</summary>
    /// <param name="file">The whole file.</param>
    public static bool? Flag(ReadOnlySpan<byte> file) => file.Length == AttributeBytes + 1 ? file[AttributeBytes] != 0 : null;
}
