using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Host.Boot.UnifiedImages;

/// <summary>What the headers of an EFI program say (Microsoft's "PE Format", https://learn.microsoft.com/windows/win32/debug/pe-format): where its sections are, and whether it is signed.</summary>
/// <param name="Sections">In the file's order; those that reach beyond the file's end are left out.</param>
/// <param name="IsSigned">True when it has a table of certificates (Authenticode, which Secure Boot asks for).</param>
public sealed record PortableExecutable(ImmutableArray<ImageSection> Sections, bool IsSigned)
{
    private const int DosHeaderBytes = 64;
    private const int PointerToHeader = 0x3c;
    private const int SignatureBytes = 4;
    private const int FileHeaderBytes = 20;
    private const int SectionHeaderBytes = 40;
    private const int NameBytes = 8;
    private const ushort Pe32 = 0x10b;
    private const ushort Pe32Plus = 0x20b;
    private const int CertificateTable = 4;
    private const int DirectoryBytes = 8;

    /// <summary>Reads the headers; null when the file is no EFI program. Never throws on rubbish.</summary>
    /// <param name="file">The file, which can be read at any position.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PortableExecutable? Read(Stream file)
    {
        if (At(file, 0, DosHeaderBytes) is not [(byte)'M', (byte)'Z', ..] dos)
        {
            return null;
        }

        var start = BinaryPrimitives.ReadUInt32LittleEndian(dos.AsSpan(PointerToHeader));
        if (At(file, start, SignatureBytes + FileHeaderBytes) is not [(byte)'P', (byte)'E', 0, 0, ..] header)
        {
            return null;
        }

        var count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(SignatureBytes + 2));
        var optionalBytes = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(SignatureBytes + 16));
        var optionalStart = start + SignatureBytes + FileHeaderBytes;
        return At(file, optionalStart, optionalBytes) is { } optional && At(file, optionalStart + optionalBytes, count * SectionHeaderBytes) is { } table
            ? new PortableExecutable([.. Enumerable.Range(0, count).Select(index => Section(table.AsSpan(index * SectionHeaderBytes, SectionHeaderBytes))).Where(section => section.Offset + section.Length <= file.Length)], HasCertificates(optional))
            : null;
    }

    /// <summary>The first section of a name; null when there is none.</summary>
    /// <param name="name">Such as <c>.cmdline</c>.</param>
    public ImageSection? Section(string name) => Sections.FirstOrDefault(section => string.Equals(section.Name, name, StringComparison.Ordinal));

    /// <summary>The first bytes of the first section of a name; null when there is none.</summary>
    /// <param name="file">The file that was read.</param>
    /// <param name="name">Such as <c>.cmdline</c>.</param>
    /// <param name="most">No more bytes than this.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public byte[]? Content(Stream file, string name, int most) => Section(name) is { } section ? At(file, section.Offset, (int)Math.Min(section.Length, most)) : null;

    private static ImageSection Section(ReadOnlySpan<byte> header)
    {
        // What is longer in the file than in memory is padding; what is longer in memory is zeros that the file does not have.
        var inMemory = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        var inFile = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        return new ImageSection(
            Encoding.ASCII.GetString(header[..NameBytes]).TrimEnd('\0'),
            BinaryPrimitives.ReadUInt32LittleEndian(header[20..]),
            inMemory == 0 ? inFile : Math.Min(inMemory, inFile));
    }

    /// <summary>The optional header ends with a list of tables: where each is, and its length.</summary>
    private static bool HasCertificates(ReadOnlySpan<byte> optional)
    {
        var tables = optional.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(optional) switch
        {
            Pe32 => 96,
            Pe32Plus => 112,
            _ => 0,
        };
        return tables > 0
            && optional.Length >= tables + ((CertificateTable + 1) * DirectoryBytes)
            && BinaryPrimitives.ReadUInt32LittleEndian(optional[(tables - 4)..]) > CertificateTable
            && BinaryPrimitives.ReadUInt32LittleEndian(optional[(tables + (CertificateTable * DirectoryBytes) + 4)..]) > 0;
    }

    private static byte[]? At(Stream file, long offset, int count)
    {
        if (offset + count > file.Length)
        {
            return null;
        }

        var bytes = new byte[count];
        file.Position = offset;
        return file.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : null;
    }
}
