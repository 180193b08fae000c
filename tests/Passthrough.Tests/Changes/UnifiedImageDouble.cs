using System.Buffers.Binary;
using System.Text;

namespace Passthrough.Tests.Changes;

/// <summary>Writes unified kernel images as far as they are read: headers, sections, and a table of certificates.</summary>
internal static class UnifiedImageDouble
{
    private const int HeaderAt = 64;
    private const int OptionalBytes = 240;
    private const int Alignment = 512;
    private const int KernelVersionAt = 0x500;

    /// <summary>An image of sections in order.</summary>
    public static byte[] Build(bool isSigned, params (string Name, byte[] Content)[] sections)
    {
        var tableAt = HeaderAt + 24 + OptionalBytes;
        var dataAt = Padded(tableAt + (sections.Length * 40));
        var image = new byte[dataAt + sections.Sum(section => Padded(section.Content.Length))];
        "MZ"u8.CopyTo(image);
        Write(image, 0x3c, HeaderAt);
        "PE\0\0"u8.CopyTo(image.AsSpan(HeaderAt));
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(HeaderAt + 6), (ushort)sections.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(HeaderAt + 20), OptionalBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(HeaderAt + 24), 0x20b);
        Write(image, HeaderAt + 24 + 108, 16);
        Write(image, HeaderAt + 24 + 112 + (4 * 8) + 4, isSigned ? 8 : 0);
        foreach (var (name, content) in sections)
        {
            Encoding.ASCII.GetBytes(name).CopyTo(image.AsSpan(tableAt));
            Write(image, tableAt + 8, content.Length);
            Write(image, tableAt + 16, Padded(content.Length));
            Write(image, tableAt + 20, dataAt);
            content.CopyTo(image.AsSpan(dataAt));
            tableAt += 40;
            dataAt += Padded(content.Length);
        }

        return image;
    }

    /// <summary>An image as a generator makes it.</summary>
    public static byte[] Of(string? line, string version, string system, byte[] initramfs, bool isSigned = false) => Build(
        isSigned,
        [
            .. line is null ? Array.Empty<(string, byte[])>() : [(".cmdline", Encoding.UTF8.GetBytes(line + "\n\0"))],
            (".osrel", Encoding.UTF8.GetBytes(system)),
            (".linux", Kernel(version)),
            (".initrd", initramfs),
        ]);

    /// <summary>A kernel that says its version where Linux does.</summary>
    public static byte[] Kernel(string version)
    {
        var kernel = new byte[KernelVersionAt + 64];
        "HdrS"u8.CopyTo(kernel.AsSpan(0x202));
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(0x20e), KernelVersionAt - 0x200);
        Encoding.ASCII.GetBytes(version + " (builder) #1").CopyTo(kernel.AsSpan(KernelVersionAt));
        return kernel;
    }

    private static void Write(byte[] image, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(at), value);

    private static int Padded(int length) => (length + Alignment - 1) / Alignment * Alignment;
}
