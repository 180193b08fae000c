namespace Passthrough.Changes.Initramfs;

/// <summary>How a part of an initramfs is packed, by its first bytes (the kernel's <c>lib/decompress.c</c>).</summary>
public enum Compression
{
    /// <summary>A plain cpio archive.</summary>
    None,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>bzip2.</summary>
    Bzip2,

    /// <summary>The old LZMA format.</summary>
    Lzma,

    /// <summary>xz.</summary>
    Xz,

    /// <summary>LZO in lzop's form.</summary>
    Lzop,

    /// <summary>LZ4 in the legacy frame that the kernel reads.</summary>
    Lz4,

    /// <summary>Zstandard.</summary>
    Zstd,

    /// <summary>None of these.</summary>
    Unknown,
}
