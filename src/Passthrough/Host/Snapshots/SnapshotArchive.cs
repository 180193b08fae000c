using System.Formats.Tar;
using System.IO.Compression;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Native.Libc;

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

        var full = Path.GetFullPath(file);
        if (Path.Exists(full))
        {
            throw new RefusedException($"'{file}' exists already and is not overwritten", file, "give another name, or remove it");
        }

        if (Path.GetDirectoryName(full) is not { } folder || !Directory.Exists(folder))
        {
            throw new NotFoundException($"there is no folder for '{file}'", Path.GetDirectoryName(full), "make the folder, or give another name");
        }
    }

    /// <summary>Writes an archive, on disk when this returns; the name appears only with the whole of it.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="snapshot">What it holds.</param>
    /// <param name="cancellation">Ends it early, leaving no file.</param>
    /// <returns>The size in bytes.</returns>
    /// <exception cref="RefusedException">It exists already, or the file system refused.</exception>
    public static long Write(string file, CleanedSnapshot snapshot, CancellationToken cancellation)
    {
        var target = Path.GetFullPath(file);
        var partial = $"{target}.{Path.GetRandomFileName()}.partial";
        try
        {
            long size;
            using (var output = new FileStream(partial, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private }))
            {
                if (target.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
                {
                    WriteTar(output, snapshot, cancellation);
                }
                else
                {
                    using var compressed = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
                    WriteTar(compressed, snapshot, cancellation);
                }

                output.Flush(flushToDisk: true);
                size = output.Length;
            }

            // Never over another file, should one have come meanwhile.
            File.Move(partial, target, overwrite: false);
            FolderSync.Run(Path.GetDirectoryName(target)!);
            return size;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"'{file}' cannot be written", file, "give a name where you may write", ErrnoOf.Exception(exception), exception);
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }

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
