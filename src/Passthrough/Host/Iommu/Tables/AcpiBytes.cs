using System.Buffers.Binary;

namespace Passthrough.Host.Iommu.Tables;

/// <summary>The common form of ACPI tables: a signature, the length, and structures one after another.</summary>
internal static class AcpiBytes
{
    private const int LengthOffset = 4;

    /// <summary>The table without what may follow it; empty when the signature is another or the head is cut.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="signature">Four letters.</param>
    /// <param name="headLength">The length of the head that must be there.</param>
    public static ReadOnlySpan<byte> Table(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature, int headLength)
    {
        if (bytes.Length < headLength || !bytes.StartsWith(signature))
        {
            return default;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[LengthOffset..]);
        return length < headLength ? default : bytes[..(int)Math.Min(length, (uint)bytes.Length)];
    }

    /// <summary>Cuts the next structure off, when it is whole.</summary>
    /// <param name="rest">What is left of the table; shortened.</param>
    /// <param name="lengthOffset">Where in a structure its length stands.</param>
    /// <param name="lengthSize">One byte or two.</param>
    /// <param name="structure">The structure.</param>
    public static bool TryNext(ref ReadOnlySpan<byte> rest, int lengthOffset, int lengthSize, out ReadOnlySpan<byte> structure)
    {
        structure = default;
        var headLength = lengthOffset + lengthSize;
        if (rest.Length < headLength)
        {
            return false;
        }

        int length = lengthSize == 1 ? rest[lengthOffset] : BinaryPrimitives.ReadUInt16LittleEndian(rest[lengthOffset..]);
        if (length < headLength || length > rest.Length)
        {
            return false;
        }

        structure = rest[..length];
        rest = rest[length..];
        return true;
    }
}
