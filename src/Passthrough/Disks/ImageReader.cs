using System.Collections.Immutable;
using Passthrough.Changes;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Disks;
using Passthrough.Host;
using Passthrough.Native.Libc;

namespace Passthrough.Disks;

/// <summary>Reads what an image says of itself, and of the images below it, without opening it as a disk.</summary>
internal static class ImageReader
{
    private const int LongestChain = 100;
    private const string Devices = "a disk of the machine's own: 'passthrough disks' shows them";

    /// <summary>Reads an image.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="given">The format that was asked for; null when none was.</param>
    /// <param name="known">Guests' disks, which may have the format written down.</param>
    /// <param name="readsChain">False when the images below are not to be looked for: they may have been moved away.</param>
    /// <param name="allowsDevice">True when it may be a block device.</param>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="NeedsRootException">It may not be read.</exception>
    /// <exception cref="InvalidInputException">It is no image, or its format cannot be told.</exception>
    /// <exception cref="RefusedException">It is of a kind that these commands leave alone.</exception>
    public static DiskImage Read(string path, GuestDiskFormat? given, KnownDisks known, bool readsChain = true, bool allowsDevice = false)
    {
        var (real, status) = Resolve(path);
        if (!status.IsRegular && !(status.IsBlockDevice && allowsDevice))
        {
            throw new InvalidInputException(
                status.IsDirectory ? $"'{path}' is a folder" : status.IsBlockDevice ? $"'{path}' is a block device, and this command is about image files" : $"'{path}' is no regular file",
                path,
                status.IsBlockDevice ? $"it is {Devices}; 'passthrough disk convert' copies it into an image" : null);
        }

        var bytes = Beginning(real, out var length);
        var looksLikeQcow2 = bytes.AsSpan().StartsWith(Qcow2Header.Magic);
        var identity = FileIdentity.Of(status);
        var format = status.IsBlockDevice && given is null ? GuestDiskFormat.Raw : ImageFormats.Decide(path, given, known.FormatOf(identity), looksLikeQcow2);
        if (format == GuestDiskFormat.Raw)
        {
            return new DiskImage(real, format, length, status.IsBlockDevice ? length : status.Allocated, identity) { IsBlockDevice = status.IsBlockDevice };
        }

        var header = Supported(real, bytes);
        return new DiskImage(real, format, header.VirtualBytes, status.Allocated, identity)
        {
            Header = header,
            IsBlockDevice = status.IsBlockDevice,
            Chain = readsChain ? ChainOf(real, identity, header) : [],
        };
    }

    /// <summary>The images that an image stands on, as far as they can be read; for looking at what others have, so nothing is refused.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="format">Its format; null when it is not known, and the content tells.</param>
    public static ImmutableArray<FileIdentity> FilesBelow(string path, GuestDiskFormat? format)
    {
        var found = ImmutableArray.CreateBuilder<FileIdentity>();
        try
        {
            var (real, status) = Resolve(path);
            var seen = new HashSet<FileIdentity> { FileIdentity.Of(status) };
            while (format is null or GuestDiskFormat.Qcow2 && status.IsRegular && Qcow2Header.Parse(Beginning(real, out _)) is { BackingFile: { } name } header && BackingPath(real, name) is { } below)
            {
                (real, status) = Resolve(below);
                format = FormatOf(header.BackingFormat);
                if (!seen.Add(FileIdentity.Of(status)))
                {
                    break;
                }

                found.Add(FileIdentity.Of(status));
            }
        }
        catch (PassthroughException)
        {
            // What cannot be read ends what is known of the chain.
        }

        return found.ToImmutable();
    }

    /// <summary>The file behind all links.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="NeedsRootException">It may not be looked at.</exception>
    public static (string Path, FileStatus Status) Resolve(string path)
    {
        try
        {
            var real = FileStates.Resolve(HostRoots.Live, path);
            return FileStatus.Read(real) is { } status ? (real, status) : throw new NotFoundException($"there is no image '{path}'", path, "passthrough disk create makes one");
        }
        catch (IOException exception)
        {
            throw Unreadable(path, exception);
        }
    }

    private static byte[] Beginning(string path, out long length)
    {
        try
        {
            using var file = FileDescriptor.OpenForReading(path);
            length = FileStatus.Read(file) is { IsBlockDevice: true } ? RandomAccessLength(path) : RandomAccess.GetLength(file);
            var bytes = new byte[(int)Math.Min(Qcow2Header.MostBytes, length)];
            var count = RandomAccess.Read(file, bytes, 0);
            return bytes[..count];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, exception);
        }
    }

    // A block device's length is where its end is.
    private static long RandomAccessLength(string path)
    {
        using var device = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return device.Seek(0, SeekOrigin.End);
    }

    private static PassthroughException Unreadable(string path, Exception exception)
    {
        var errno = ErrnoOf.Exception(exception);
        return errno == LibcError.AccessDenied
            ? new NeedsRootException($"'{path}' may not be read by this user", path, "run the command with sudo", errno, exception)
            : new RefusedException($"'{path}' cannot be read: {exception.Message}", path, null, errno, exception);
    }

    private static Qcow2Header Supported(string path, byte[] bytes)
    {
        var header = Qcow2Header.Parse(bytes) ?? throw new InvalidInputException($"'{path}' has a header that is cut off, or of an unknown version of qcow2", path, "is the file whole?");
        return header.IsEncrypted ? throw new RefusedException($"'{path}' is encrypted by QEMU; these commands have no way to give its key", path, "use qemu-img with --object secret")
            : header.HasExternalData ? throw new RefusedException($"'{path}' keeps its data in another file (data_file); these commands are about images in one file", path, "use qemu-img")
            : header;
    }

    private static ImmutableArray<BackingImage> ChainOf(string path, FileIdentity identity, Qcow2Header first)
    {
        var chain = ImmutableArray.CreateBuilder<BackingImage>();
        var seen = new HashSet<FileIdentity> { identity };
        var (above, header) = (path, first);
        while (header.BackingFile is { } name)
        {
            var wanted = BackingPath(above, name) ?? throw new RefusedException($"'{above}' stands on '{name}', which is no file", above, "use qemu-img");
            if (FormatOf(header.BackingFormat) is not { } format)
            {
                throw header.BackingFormat is { } other
                    ? new RefusedException($"'{above}' stands on '{wanted}' of format {TextOf(other)}; these commands know raw and qcow2", above, "use qemu-img")
                    : new RefusedException(
                        $"'{above}' does not say which format '{wanted}', on which it stands, has: QEMU would guess, and a guest can write another format's header into a raw disk",
                        above,
                        $"write it down: passthrough disk rebase {above} --base {wanted} --base-format raw|qcow2 --unsafe");
            }

            FileStatus status;
            string real;
            try
            {
                (real, status) = Resolve(wanted);
            }
            catch (NotFoundException exception)
            {
                throw new NotFoundException($"'{above}' stands on '{wanted}', which is not there", wanted, $"was it moved? passthrough disk rebase {above} --base FILE --unsafe", null, exception);
            }

            if (!seen.Add(FileIdentity.Of(status)) || chain.Count == LongestChain)
            {
                throw new RefusedException($"the images below '{path}' lead back to one of them, or are more than {LongestChain}", real, "passthrough disk rebase --unsafe names another base");
            }

            chain.Add(new BackingImage(real, format, FileIdentity.Of(status)));
            if (format == GuestDiskFormat.Raw)
            {
                break;
            }

            (above, header) = (real, Supported(real, Beginning(real, out _)));
        }

        return chain.ToImmutable();
    }

    // Relative names begin at the folder of the image; a protocol (nbd:, json:) stands before a colon that comes before any slash.
    private static string? BackingPath(string above, string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return name.Contains('\0', StringComparison.Ordinal) || (colon >= 0 && (slash < 0 || colon < slash)) ? null : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(above)!, name));
    }

    private static GuestDiskFormat? FormatOf(string? word) => word is null ? null : EnumWord.Parse<GuestDiskFormat>(word);

    private static string TextOf(string word) => string.Concat(word.Where(char.IsAsciiLetterOrDigit));
}
