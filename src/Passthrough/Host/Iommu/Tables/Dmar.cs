using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Host.Iommu.Tables;

/// <summary>Understands the ACPI table DMAR (Intel Virtualization Technology for Directed I/O, chapter 8).</summary>
public static class Dmar
{
    private const int HeadLength = 48;
    private const int FlagsOffset = 37;
    private const int ReservedRegion = 1;
    private const int NamespaceDevice = 4;

    /// <summary>What the table says; structures that are cut or not known are left out.</summary>
    /// <param name="bytes">The file.</param>
    /// <returns>Null when it is no such table.</returns>
    public static IommuTable? Parse(ReadOnlySpan<byte> bytes)
    {
        var table = AcpiBytes.Table(bytes, "DMAR"u8, HeadLength);
        if (table.IsEmpty)
        {
            return null;
        }

        var flags = table[FlagsOffset];
        var regions = ImmutableArray.CreateBuilder<ReservedMemory>();
        var names = ImmutableArray.CreateBuilder<string>();
        var rest = table[HeadLength..];
        while (AcpiBytes.TryNext(ref rest, 2, 2, out var structure))
        {
            switch (BinaryPrimitives.ReadUInt16LittleEndian(structure))
            {
                case ReservedRegion when structure.Length >= 24:
                    regions.Add(new ReservedMemory(
                        BinaryPrimitives.ReadUInt64LittleEndian(structure[8..]),
                        BinaryPrimitives.ReadUInt64LittleEndian(structure[16..]),
                        Devices(BinaryPrimitives.ReadUInt16LittleEndian(structure[6..]), structure[24..])));
                    break;
                case NamespaceDevice when structure.Length > 8 && Name(structure[8..]) is { Length: > 0 } name:
                    names.Add(name);
                    break;
            }
        }

        return new IommuTable("DMAR", (flags & 1) != 0, (flags & 4) != 0, regions.ToImmutable(), names.ToImmutable());
    }

    private static ImmutableArray<DmarDevice> Devices(ushort segment, ReadOnlySpan<byte> scopes)
    {
        const int FirstStep = 6;
        var devices = ImmutableArray.CreateBuilder<DmarDevice>();
        while (AcpiBytes.TryNext(ref scopes, 1, 1, out var scope))
        {
            // 1 is a device, 2 everything below a bridge; the others (I/O APIC, HPET, ACPI device) are not on PCI.
            if (scope[0] is not (1 or 2) || scope.Length < FirstStep + 2)
            {
                continue;
            }

            var steps = ImmutableArray.CreateBuilder<DmarStep>();
            for (var at = FirstStep; at + 1 < scope.Length; at += 2)
            {
                steps.Add(new DmarStep((byte)(scope[at] & 0x1f), (byte)(scope[at + 1] & 7)));
            }

            devices.Add(new DmarDevice(segment, scope[5], steps.ToImmutable(), scope[0] == 2));
        }

        return devices.ToImmutable();
    }

    private static string Name(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? text : text[..end]);
    }
}
