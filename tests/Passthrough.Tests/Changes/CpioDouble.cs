using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Passthrough.Tests.Changes;

/// <summary>Writes what the readers read.</summary>
internal static class CpioDouble
{
    public static byte[] Archive(IReadOnlyDictionary<string, string> files)
    {
        using var stream = new MemoryStream();
        foreach (var (name, text) in files.Append(new KeyValuePair<string, string>("TRAILER!!!", "")))
        {
            var content = Encoding.UTF8.GetBytes(text);
            var nameBytes = Encoding.UTF8.GetBytes(name + "\0");
            uint[] fields = [1, 0x81a4, 0, 0, 1, 0, (uint)content.Length, 0, 0, 0, 0, (uint)nameBytes.Length, 0];
            stream.Write(Encoding.ASCII.GetBytes("070701" + string.Concat(fields.Select(field => field.ToString("x8", CultureInfo.InvariantCulture)))));
            stream.Write(nameBytes);
            Pad(stream);
            stream.Write(content);
            Pad(stream);
        }

        return stream.ToArray();
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            packed.Write(bytes);
        }

        return stream.ToArray();
    }

    private static void Pad(MemoryStream stream)
    {
        while (stream.Length % 4 != 0)
        {
            stream.WriteByte(0);
        }
    }
}
