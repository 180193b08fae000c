using System.Buffers.Binary;
using System.Text;

namespace Passthrough.Disks;

/// <summary>The header of a qcow2 image (docs/interop/qcow2.rst of QEMU). Read here and not by <c>qemu-img info</c>, which opens the files behind an image, and is refused while a guest has it.</summary>
/// <param name="Version">2 or 3.</param>
/// <param name="VirtualBytes">The size that the guest sees.</param>
/// <param name="ClusterBytes">The unit of allocation.</param>
public sealed record Qcow2Header(int Version, long VirtualBytes, int ClusterBytes)
{
    /// <summary>As many bytes as a header has at most: it lies in the first cluster, of at most 2 MiB, but its fields and names within the first of these.</summary>
    public const int MostBytes = 64 * 1024;

    private const int ShortestBytes = 72;
    private const int BytesOfVersion3 = 104;
    private const int LongestName = 1023;
    private const uint EndOfExtensions = 0;
    private const uint BackingFormatExtension = 0xe2792aca;
    private const uint BitmapsExtension = 0x23852875;
    private const ulong DirtyBit = 1 << 0;
    private const ulong CorruptBit = 1 << 1;
    private const ulong ExternalDataBit = 1 << 2;
    private const ulong ExtendedL2Bit = 1 << 4;
    private const ulong LazyRefcountsBit = 1 << 0;

    /// <summary>The first bytes: 'Q', 'F', 'I', 0xfb.</summary>
    public static ReadOnlySpan<byte> Magic => [0x51, 0x46, 0x49, 0xfb];

    /// <summary>The file below this one, as it is written there; null when there is none.</summary>
    public string? BackingFile { get; init; }

    /// <summary>The format of the file below, such as <c>raw</c>; null when it is not written down, so that QEMU would guess.</summary>
    public string? BackingFormat { get; init; }

    /// <summary>True when the content is encrypted.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>How many snapshots are inside.</summary>
    public long Snapshots { get; init; }

    /// <summary>True when bitmaps of changed blocks (for backups) are inside.</summary>
    public bool HasBitmaps { get; init; }

    /// <summary>True when the image was not closed: QEMU repairs its reference counts when it opens it for writing.</summary>
    public bool IsDirty { get; init; }

    /// <summary>True when QEMU found the image damaged: it does not open it for writing any more.</summary>
    public bool IsCorrupt { get; init; }

    /// <summary>True when the guest's data lies in another file.</summary>
    public bool HasExternalData { get; init; }

    /// <summary>True when clusters are allocated in parts of a 32nd (<c>extended_l2</c>).</summary>
    public bool HasExtendedL2 { get; init; }

    /// <summary>True when reference counts are written late (<c>lazy_refcounts</c>).</summary>
    public bool HasLazyRefcounts { get; init; }

    /// <summary>Reads the beginning of a file.</summary>
    /// <param name="bytes">Up to <see cref="MostBytes"/> from its start.</param>
    /// <returns>Null for what is no qcow2 image of a known version, or one whose header is cut off.</returns>
    public static Qcow2Header? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < ShortestBytes || !bytes.StartsWith(Magic))
        {
            return null;
        }

        var version = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        var clusterBits = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        var size = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
        if (version is not (2 or 3) || clusterBits is < 9 or > 21 || size > long.MaxValue || (version == 3 && bytes.Length < BytesOfVersion3))
        {
            return null;
        }

        var incompatible = version == 3 ? BinaryPrimitives.ReadUInt64BigEndian(bytes[72..]) : 0;
        var compatible = version == 3 ? BinaryPrimitives.ReadUInt64BigEndian(bytes[80..]) : 0;
        var header = new Qcow2Header((int)version, (long)size, 1 << (int)clusterBits)
        {
            IsEncrypted = BinaryPrimitives.ReadUInt32BigEndian(bytes[32..]) != 0,
            Snapshots = BinaryPrimitives.ReadUInt32BigEndian(bytes[60..]),
            IsDirty = (incompatible & DirtyBit) != 0,
            IsCorrupt = (incompatible & CorruptBit) != 0,
            HasExternalData = (incompatible & ExternalDataBit) != 0,
            HasExtendedL2 = (incompatible & ExtendedL2Bit) != 0,
            HasLazyRefcounts = (compatible & LazyRefcountsBit) != 0,
        };
        var nameStart = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        var nameLength = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
        if (nameStart == 0)
        {
            return WithExtensions(header, bytes, version);
        }

        return nameLength is 0 or > LongestName || nameStart > (ulong)bytes.Length || nameStart + nameLength > (ulong)bytes.Length
            ? null
            : WithExtensions(header, bytes, version) with { BackingFile = Encoding.UTF8.GetString(bytes.Slice((int)nameStart, (int)nameLength)) };
    }

    private static Qcow2Header WithExtensions(Qcow2Header header, ReadOnlySpan<byte> bytes, uint version)
    {
        long at = version == 3 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[100..]) : ShortestBytes;
        while (at >= ShortestBytes && at + 8 <= bytes.Length)
        {
            var kind = BinaryPrimitives.ReadUInt32BigEndian(bytes[(int)at..]);
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[((int)at + 4)..]);
            if (kind == EndOfExtensions || at + 8 + length > bytes.Length)
            {
                break;
            }

            header = kind switch
            {
                BackingFormatExtension => header with { BackingFormat = Encoding.UTF8.GetString(bytes.Slice((int)at + 8, (int)length)) },
                BitmapsExtension => header with { HasBitmaps = true },
                _ => header,
            };
            at += 8 + ((length + 7L) & ~7L);
        }

        return header;
    }
}
