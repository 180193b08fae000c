using System.Formats.Tar;
using System.IO.Compression;
using Passthrough.Changes.Files;
using Passthrough.Failures;

namespace Passthrough.Host.Snapshots;

/// <summary>Writes snapshots as tar archives: no owners, no times, so that the same snapshot gives the same tar.</summary>
internal static class SnapshotArchive
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] OtherForms = [".zip", ".zst", ".tzst", ".xz", ".txz", ".bz2", ".lz4", ".7z"];

    /// <summary>Says beforehand what would stop the writing.</summary>
    /// <param name="file">The archive.</param>
    /// <exception cref="PassthroughException">As <see cref="SnapshotTaker.Take"/> says.</exception>
    public static void RequireWritable(string file)
    {
        if (OtherForms.FirstOrDefault(form => file.EndsWith(form, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            throw new InvalidInputException($"a snapshot is not written as {other}", file, "give it a name that ends with .tar.gz, or with .tar");
        }

        if (file.Length == 0)
        {
            throw new InvalidInputException("the archive has no name", null, "give it one that ends with .tar.gz, or with .tar");
        }

        NewFile.Require(file, overwrites: false, "give another name, or remove it");
    }

    /// <summary>Writes an archive, on disk when this returns; the name appears only with the whole of it.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="snapshot">What it holds.</param>
    /// <param name="cancellation">Ends it early, leaving no file.</param>
    /// <returns>The size in bytes.</returns>
    /// <exception cref="RefusedException">It exists already, or the file system refused.</exception>
    public static long Write(string file, CleanedSnapshot snapshot, CancellationToken cancellation) => NewFile.Write(file, Private, overwrites: false, output =>
    {
        if (file.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
        {
            WriteTar(output, snapshot, cancellation);
        }
        else
        {
            using var compressed = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
            WriteTar(compressed, snapshot, cancellation);
        }
    });

    private static void WriteTar(Stream output, CleanedSnapshot snapshot, CancellationToken cancellation)
    {
        using var tar = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        Write(tar, SnapshotEntry.File("/" + SnapshotManifest.Name, snapshot.Manifest.Write()));
        foreach (var entry in snapshot.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            Write(tar, entry);
        }
    }

    private static void Write(TarWriter tar, SnapshotEntry entry)
    {
        var name = entry.Path.TrimStart('/');
        var written = entry switch
        {
            { Target: { } target } => new GnuTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target },
            { Content: { } content } => new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content, writable: false) },
            _ => new GnuTarEntry(TarEntryType.Directory, name + "/"),
        };
        written.Mode = (UnixFileMode)entry.Mode;
        written.ModificationTime = DateTimeOffset.UnixEpoch;
        tar.WriteEntry(written);
    }
}
