namespace Passthrough.Changes.Initramfs;

/// <summary>Tells the packing of data from its first bytes.</summary>
public static class Compressions
{
    /// <summary>How many bytes <see cref="Of"/> wants to see.</summary>
    public const int BytesNeeded = 9;

    /// <summary>The packing of data that begins like this.</summary>
    /// <param name="start">The first bytes; fewer than <see cref="BytesNeeded"/> are allowed.</param>
    public static Compression Of(ReadOnlySpan<byte> start) => start switch
    {
        [0x30, 0x37, 0x30, 0x37, 0x30, 0x31 or 0x32, ..] => Compression.None,
        [0x1f, 0x8b or 0x9e, ..] => Compression.Gzip,
        [0x42, 0x5a, 0x68, ..] => Compression.Bzip2,
        [0x5d, 0x00, 0x00, ..] => Compression.Lzma,
        [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, ..] => Compression.Xz,
        [0x89, 0x4c, 0x5a, 0x4f, 0x00, ..] => Compression.Lzop,
        [0x02, 0x21, 0x4c, 0x18, ..] => Compression.Lz4,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression.Zstd,
        _ => Compression.Unknown,
    };
}
