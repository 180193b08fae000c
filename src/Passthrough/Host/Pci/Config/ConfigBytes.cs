using System.Buffers.Binary;

namespace Passthrough.Host.Pci.Config;

/// <summary>Bytes of config space; what lies outside of the readable part is null.</summary>
/// <param name="bytes">The readable bytes from the beginning.</param>
internal readonly ref struct ConfigBytes(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>How many bytes are readable.</summary>
    public int Length => bytes.Length;

    /// <summary>One byte.</summary>
    public byte? Byte(int offset) => Holds(offset, 1) ? bytes[offset] : null;

    /// <summary>Two bytes, the low one first.</summary>
    public ushort? Word(int offset) => Holds(offset, 2) ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]) : null;

    /// <summary>Four bytes, the lowest first.</summary>
    public uint? Long(int offset) => Holds(offset, 4) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]) : null;

    private bool Holds(int offset, int count) => offset >= 0 && offset <= bytes.Length - count;
}
