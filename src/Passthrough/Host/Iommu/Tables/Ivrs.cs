using System.Buffers.Binary;
using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Iommu.Tables;

/// <summary>Understands the ACPI table IVRS (AMD I/O Virtualization Technology Specification, chapter 5).</summary>
public static class Ivrs
{
    private const int HeadLength = 48;
    private const int InfoOffset = 36;
    private const int MemoryLength = 32;

    /// <summary>What the table says; blocks that are cut or not known are left out.</summary>
    /// <param name="bytes">The file.</param>
    /// <returns>Null when it is no such table.</returns>
    public static IommuTable? Parse(ReadOnlySpan<byte> bytes)
    {
        var table = AcpiBytes.Table(bytes, "IVRS"u8, HeadLength);
        if (table.IsEmpty)
        {
            return null;
        }

        var info = BinaryPrimitives.ReadUInt32LittleEndian(table[InfoOffset..]);
        var regions = ImmutableArray.CreateBuilder<ReservedMemory>();
        var rest = table[HeadLength..];
        while (AcpiBytes.TryNext(ref rest, 2, 2, out var block))
        {
            if (block.Length >= MemoryLength && Memory(block) is { } memory)
            {
                regions.Add(memory);
            }
        }

        return new IommuTable("IVRS", null, (info & 2) != 0, regions.ToImmutable(), []);
    }

    private static ReservedMemory? Memory(ReadOnlySpan<byte> block)
    {
        const byte All = 0x20;
        const byte One = 0x21;
        const byte Range = 0x22;
        const byte Unity = 1;
        var device = BinaryPrimitives.ReadUInt16LittleEndian(block[4..]);
        (ushort First, ushort Last)? devices = block[0] switch
        {
            All => (0, 0xffff),
            One => (device, device),
            Range => (device, BinaryPrimitives.ReadUInt16LittleEndian(block[6..])),
            _ => null,
        };
        var start = BinaryPrimitives.ReadUInt64LittleEndian(block[16..]);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(block[24..]);
        // Without the unity bit the block only keeps memory away from devices; nothing is mapped for them.
        if (devices is not { } range || (block[1] & Unity) == 0 || length == 0)
        {
            return null;
        }

        var segment = BinaryPrimitives.ReadUInt16LittleEndian(block[8..]);
        return new ReservedMemory(start, unchecked(start + length - 1), [], Address(segment, range.First), Address(segment, range.Last));
    }

    private static PciAddress Address(ushort segment, ushort id) => new(segment, (byte)(id >> 8), (byte)(id >> 3 & 0x1f), (byte)(id & 7));
}
