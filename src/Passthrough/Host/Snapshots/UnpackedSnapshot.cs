using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Snapshots;

/// <summary>
/// An archive of a machine's root, unpacked into a private temporary folder that is removed on disposal. The archive may come from anybody: nothing outside the
/// folder is ever written, no device or pipe is made, and an archive that would fill the disk is refused. Links may lead anywhere: reading resolves them inside the folder.
/// </summary>
public sealed class UnpackedSnapshot : IDisposable
{
    /// <summary>The most that an archive may hold uncompressed, in bytes.</summary>
    public const long MostBytes = 1L << 30;

    /// <summary>The most names that an archive may hold.</summary>
    public const int MostEntries = 1_000_000;

    private const UnixFileMode Readable = UnixFileMode.UserRead;
    private const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;

    private readonly string folder = Directory.CreateTempSubdirectory("passthrough-snapshot-").FullName;
    private readonly string archive;
    private readonly Dictionary<string, string> links = new(StringComparer.Ordinal);
    private readonly HashSet<string> folders = new(StringComparer.Ordinal) { "" };
    private readonly HashSet<string> files = new(StringComparer.Ordinal);

    private UnpackedSnapshot(string archive) => this.archive = archive;

    /// <summary>The machine in the archive.</summary>
    public HostRoots Roots => HostRoots.Under(folder);

    /// <summary>Unpacks an archive: tar, or tar compressed by gzip, told apart by their first bytes.</summary>
    /// <param name="archive">The file.</param>
    /// <param name="cancellation">Ends it early; the folder is removed.</param>
    /// <exception cref="InvalidInputException">It is no archive, is damaged, or holds what a machine's files do not; the message names the entry.</exception>
    /// <exception cref="RefusedException">It, or the temporary folder, cannot be used.</exception>
    public static UnpackedSnapshot Open(string archive, CancellationToken cancellation)
    {
        var unpacked = new UnpackedSnapshot(archive);
        try
        {
            unpacked.Unpack(cancellation);
            return unpacked;
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Unpack(CancellationToken cancellation)
    {
        string? entry = null;
        try
        {
            using var file = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read);
            using var content = new BoundedStream(IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file, MostBytes);
            using var tar = new TarReader(content);
            while (tar.GetNextEntry() is { } next)
            {
                cancellation.ThrowIfCancellationRequested();
                entry = next.Name;
                Add(next);
            }

            foreach (var (path, target) in links)
            {
                entry = path;
                File.CreateSymbolicLink($"{folder}/{path}", target);
            }

            entry = null;
            RequireWhole();
        }
        catch (BoundReachedException)
        {
            throw Damaged($"holds more than {MostBytes >> 20} MiB", entry);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or InvalidOperationException or OverflowException or JsonException or NotSupportedException)
        {
            throw Damaged($"is damaged or no tar archive: {exception.Message}", entry, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"'{archive}' cannot be unpacked: {exception.Message}", archive, null, ErrnoOf.Exception(exception), exception);
        }
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        var count = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return count == magic.Length && magic is [0x1f, 0x8b];
    }

    private void Add(TarEntry entry)
    {
        if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
        {
            return;
        }

        var path = RelativePath(entry.Name);
        if (files.Count + folders.Count + links.Count > MostEntries)
        {
            throw Damaged($"holds more than {MostEntries} names", entry.Name);
        }

        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                AddFolder(path, entry.Name);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                AddFile(path, entry);
                break;
            case TarEntryType.SymbolicLink:
                AddFolder(Parent(path), entry.Name);
                RequireNew(path, entry.Name);
                if (entry.LinkName.Length == 0 || entry.LinkName.Contains('\0', StringComparison.Ordinal))
                {
                    throw Damaged("holds a link without a target", entry.Name);
                }

                links.Add(path, entry.LinkName);
                break;
            default:
                throw Damaged($"holds something else than files, folders and symbolic links ({entry.EntryType})", entry.Name);
        }
    }

    private void AddFile(string path, TarEntry entry)
    {
        if (entry.Length > MachineReader.MostBytes)
        {
            throw Damaged($"holds a file of more than {MachineReader.MostBytes >> 20} MiB", entry.Name);
        }

        AddFolder(Parent(path), entry.Name);
        RequireNew(path, entry.Name);
        files.Add(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Readable | UnixFileMode.UserWrite };
        using var output = new FileStream($"{folder}/{path}", options);
        entry.DataStream?.CopyTo(output);
        output.Flush();
        File.SetUnixFileMode(output.SafeFileHandle, (entry.Mode & Permissions) | Readable);
    }

    // Links are made last, so that nothing is written through one; a name below a link is refused all the same.
    private void AddFolder(string path, string name)
    {
        if (folders.Contains(path))
        {
            return;
        }

        AddFolder(Parent(path), name);
        RequireNew(path, name);
        Directory.CreateDirectory($"{folder}/{path}", Readable | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        folders.Add(path);
    }

    private void RequireNew(string path, string name)
    {
        if (path.Length == 0 || folders.Contains(path) || files.Contains(path) || links.ContainsKey(path))
        {
            throw Damaged("holds a name twice, or a name below something that is no folder", name);
        }
    }

    private string RelativePath(string name)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part is not ".").ToArray();
        return name.StartsWith('/') || parts.Contains("..", StringComparer.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
            ? throw Damaged("holds a name that leads out of it", name)
            : string.Join('/', parts);
    }

    // A snapshot knows how much it holds; other archives end where their tar ends.
    private void RequireWhole()
    {
        if (!files.Contains(SnapshotManifest.Name))
        {
            if (files.Count + links.Count == 0)
            {
                throw Damaged("holds no file: it is no archive of a machine, or is cut off", null);
            }

            return;
        }

        using var file = File.OpenRead($"{folder}/{SnapshotManifest.Name}");
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        var expected = SnapshotManifest.Parse(bytes.ToArray()).Entries;
        var found = files.Count - 1 + links.Count;
        if (found < expected)
        {
            throw Damaged($"is cut off: {found} of {expected} files and links are there", null);
        }
    }

    private static string Parent(string path) => path.LastIndexOf('/') is >= 0 and var end ? path[..end] : "";

    private InvalidInputException Damaged(string what, string? entry, Exception? inner = null) => new(
        $"'{archive}' {what}{(entry is null ? "" : $" (at '{entry}')")}", archive, "give --host a snapshot, a tar archive of a machine's root, or a folder laid out like one", inner: inner);
}
