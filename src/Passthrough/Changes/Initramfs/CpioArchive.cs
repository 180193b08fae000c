using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Passthrough.Changes.Initramfs;

/// <summary>Reads cpio archives in the new ASCII format (magic 070701 and 070702), which is what the kernel unpacks.</summary>
public static class CpioArchive
{
    private const int HeaderLength = 110;
    private const int LongestName = 4096;
    private const int LargestContent = 1 << 20;

    /// <summary>Reads one archive from a stream's present position to just behind its trailer; never throws on damaged data.</summary>
    /// <param name="stream">Need not be seekable.</param>
    /// <param name="wantContent">Names whose content is kept, up to 1 MiB each.</param>
    public static CpioListing Read(Stream stream, Func<string, bool> wantContent)
    {
        var entries = ImmutableArray.CreateBuilder<CpioEntry>();
        var header = new byte[HeaderLength];
        while (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength
            && Compressions.Of(header) == Compression.None
            && TryField(header, 1, out var mode) && TryField(header, 6, out var size) && TryField(header, 11, out var nameLength)
            && nameLength is > 0 and <= LongestName)
        {
            var name = new byte[Padded(HeaderLength + nameLength) - HeaderLength];
            if (stream.ReadAtLeast(name, name.Length, throwOnEndOfStream: false) < name.Length)
            {
                break;
            }

            var text = Encoding.UTF8.GetString(name, 0, (int)nameLength - 1);
            if (string.Equals(text, "TRAILER!!!", StringComparison.Ordinal))
            {
                return new CpioListing(entries.ToImmutable(), IsComplete: true);
            }

            text = text.StartsWith("./", StringComparison.Ordinal) ? text[2..] : text.TrimStart('/');
            var keeps = size <= LargestContent && wantContent(text);
            var content = keeps ? new byte[size] : null;
            var isWhole = content is null
                ? Skip(stream, Padded(size))
                : stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) == content.Length && Skip(stream, Padded(size) - size);
            if (!isWhole)
            {
                break;
            }

            entries.Add(new CpioEntry(text, mode, size, content));
        }

        return new CpioListing(entries.ToImmutable(), IsComplete: false);
    }

    private static long Padded(long length) => (length + 3) & ~3L;

    private static bool Skip(Stream stream, long count)
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (count > 0)
        {
            var read = stream.Read(buffer[..(int)Math.Min(count, buffer.Length)]);
            if (read == 0)
            {
                return false;
            }

            count -= read;
        }

        return true;
    }

    /// <summary>Field number n of the header: after the magic, each has eight hexadecimal digits.</summary>
    private static bool TryField(ReadOnlySpan<byte> header, int field, out uint value) =>
        uint.TryParse(header.Slice(6 + (field * 8), 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
