using System.IO.Compression;
using System.Text;
using Passthrough.Changes.Tools;
using Passthrough.Failures;
using Passthrough.Host.Boot.UnifiedImages;

namespace Passthrough.Changes.Initramfs;

/// <summary>
/// Opens an initramfs image, or that in a unified kernel image: uncompressed archives first (microcode), padded with zeros, then a compressed one (the kernel's
/// <c>Documentation/driver-api/early-userspace/buffer-format.rst</c>). gzip is unpacked here, all else by the program that made it.
/// </summary>
public static class InitramfsReader
{
    private const string Order = "scripts/init-top/ORDER";
    private const string Configuration = "config";

    /// <summary>Reads an image.</summary>
    /// <param name="path">The image.</param>
    /// <param name="tools">Unpacks what .NET cannot.</param>
    /// <param name="surroundings">Where the unpacked archive is put meanwhile.</param>
    /// <exception cref="ToolFailedException">The packing is unknown or cannot be unpacked.</exception>
    public static InitramfsContent Read(string path, IBootTools tools, ToolSurroundings surroundings)
    {
        var part = Path.Combine(surroundings.Scratch, "initramfs.section");
        using var image = Open(path, part);
        var content = new InitramfsContent([], null, IsComplete: true);
        while (content.IsComplete && SkipZeros(image))
        {
            var start = image.Position;
            var compression = Peek(image);
            switch (compression)
            {
                case Compression.None:
                    content = Merge(content, CpioArchive.Read(image, IsWanted));
                    continue;
                case Compression.Gzip:
                    using (var unpacked = new GZipStream(image, CompressionMode.Decompress, leaveOpen: true))
                    {
                        return ReadUnpacked(content, unpacked);
                    }

                case Compression.Unknown:
                    throw new ToolFailedException($"the image '{path}' holds something at byte {start} that is no archive", path);
                default:
                    return ReadByTool(content, image, compression, tools, surroundings);
            }
        }

        return content;
    }

    /// <summary>Opens the image; that of a unified kernel image is copied out of it, and removed when it is closed.</summary>
    private static FileStream Open(string path, string part)
    {
        var file = File.OpenRead(path);
        if (PortableExecutable.Read(file) is not { } program)
        {
            file.Position = 0;
            return file;
        }

        using (file)
        {
            var section = program.Section(UnifiedImageFile.Initramfs) ?? throw new ToolFailedException($"the image '{path}' holds no initramfs", path);
            var copy = new FileStream(part, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
            file.Position = section.Offset;
            file.CopyTo(copy);
            copy.SetLength(section.Length);
            copy.Position = 0;
            return copy;
        }
    }

    private static InitramfsContent ReadByTool(InitramfsContent content, FileStream image, Compression compression, IBootTools tools, ToolSurroundings surroundings)
    {
        var packed = Path.Combine(surroundings.Scratch, "initramfs.packed");
        var unpacked = Path.Combine(surroundings.Scratch, "initramfs.cpio");
        using (var part = File.Create(packed))
        {
            image.CopyTo(part);
        }

        tools.Decompress(compression, packed, unpacked, surroundings);
        using (var archive = File.OpenRead(unpacked))
        {
            content = ReadUnpacked(content, archive);
        }

        File.Delete(packed);
        File.Delete(unpacked);
        return content;
    }

    private static InitramfsContent ReadUnpacked(InitramfsContent content, Stream stream)
    {
        try
        {
            return Merge(content, CpioArchive.Read(stream, IsWanted));
        }
        catch (InvalidDataException)
        {
            return content with { IsComplete = false };
        }
    }

    private static bool IsWanted(string name) => name is Order or Configuration;

    private static InitramfsContent Merge(InitramfsContent content, CpioListing listing)
    {
        return new InitramfsContent(
            [.. content.Files, .. listing.Entries.Select(entry => entry.Name)],
            TextOf(listing, Order) ?? content.InitTopOrder,
            listing.IsComplete)
        {
            Configuration = TextOf(listing, Configuration) ?? content.Configuration,
        };
    }

    private static string? TextOf(CpioListing listing, string name) =>
        listing.Entries.LastOrDefault(entry => string.Equals(entry.Name, name, StringComparison.Ordinal))?.Content is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static bool SkipZeros(FileStream image)
    {
        for (var value = image.ReadByte(); value >= 0; value = image.ReadByte())
        {
            if (value != 0)
            {
                image.Position--;
                return true;
            }
        }

        return false;
    }

    private static Compression Peek(FileStream image)
    {
        var start = new byte[Compressions.BytesNeeded];
        var count = image.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        image.Position -= count;
        return Compressions.Of(start.AsSpan(0, count));
    }
}
