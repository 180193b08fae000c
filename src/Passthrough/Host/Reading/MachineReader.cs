using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Passthrough.Host.Snapshots;
using Passthrough.Native.Libc;

namespace Passthrough.Host.Reading;

/// <summary>
/// Reads small files, links and folders of one machine. What does not exist is null; what exists and cannot be read is recorded once in
/// <see cref="Problems"/> and null as well. Nothing throws. Not for several threads at once.
/// </summary>
public sealed class MachineReader
{
    /// <summary>The most that is read from one file, in bytes; a longer file is a problem, not a value.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    private const int NoSuchEntry = 2;
    private const int NoSuchDevice = 6;
    private const int NotAFolder = 20;
    private const int NoSuchProcess = 3;
    private const int NotPermitted = 1;
    private const int PermissionDenied = 13;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly MachinePath? links;
    private readonly IReadingObserver? observer;
    private readonly Dictionary<string, ReadProblem> refusals;
    private readonly Dictionary<string, long> lengths;
    private readonly Dictionary<string, ReadProblem> problems = new(StringComparer.Ordinal);

    /// <summary>A reader of one machine.</summary>
    /// <param name="roots">The machine.</param>
    public MachineReader(HostRoots roots)
        : this(roots, observer: null)
    {
    }

    /// <summary>A reader that tells what it reads.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="observer">Is told of everything that is read; null for nobody.</param>
    internal MachineReader(HostRoots roots, IReadingObserver? observer)
    {
        Roots = roots;
        this.observer = observer;
        // The kernel itself follows the live machine's links; only who wants to know them has them followed here.
        links = roots.IsLive && observer is null ? null : new MachinePath(roots.IsLive ? "" : roots.Root, observer);
        (refusals, lengths) = roots.IsLive || ReadManifest() is not { } manifest ? ([], []) : (manifest.Refusals(), manifest.LengthsByPath());
    }

    /// <summary>The machine that is read.</summary>
    public HostRoots Roots { get; }

    /// <summary>What was there and could not be read, ordered by path.</summary>
    public ImmutableArray<ReadProblem> Problems => [.. problems.Values.OrderBy(problem => problem.Path, StringComparer.Ordinal)];

    /// <summary>The bytes of a file, read to the end (the sizes that sysfs and procfs give are not true); null when absent or unreadable.</summary>
    /// <param name="path">A path under the roots.</param>
    public byte[]? ReadBytes(string path) => ReadBytes(path, out _, isRecorded: true);

    /// <summary>The bytes of a file as <see cref="ReadBytes(string)"/> gives them, for files that are often closed: being refused is told, not recorded.</summary>
    /// <param name="path">A path under the roots.</param>
    /// <param name="isDenied">True when the file is there and the kernel refused to show it.</param>
    public byte[]? ReadBytesIfAllowed(string path, out bool isDenied) => ReadBytes(path, out isDenied, isRecorded: false);

    /// <summary>The bytes of a file as <see cref="ReadBytes(string)"/> gives them, for files that are often closed: being refused is not recorded.</summary>
    /// <param name="path">A path under the roots.</param>
    public byte[]? ReadBytesIfAllowed(string path) => ReadBytes(path, out _, isRecorded: false);

    /// <summary>The text of a file as UTF-8, invalid bytes replaced; null when absent or unreadable.</summary>
    /// <param name="path">A path under the roots.</param>
    public string? ReadText(string path) => ReadBytes(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The first line of a file without blanks around it; null when absent, unreadable or empty.</summary>
    /// <param name="path">A path under the roots.</param>
    public string? ReadLine(string path) => FirstLine(ReadBytes(path));

    /// <summary>
    /// The first line of a file that the kernel refuses to show in some states (the speed of an interface that is switched off), as <see cref="ReadLine"/> gives it:
    /// being refused is null and is not recorded.
    /// </summary>
    /// <param name="path">A path under the roots.</param>
    public string? ReadLineIfGiven(string path) => FirstLine(ReadBytesIfAllowed(path));

    /// <summary>The length of a regular file in bytes, without reading it; null when it is absent, no regular file, or in a closed folder.</summary>
    /// <param name="path">A path under the roots.</param>
    public long? Length(string path)
    {
        var followed = Follow(path);
        if (lengths.TryGetValue(Roots.NameOf(followed), out var known))
        {
            observer?.Length(Roots.NameOf(followed), known);
            return known;
        }

        var file = new FileInfo(followed);
        try
        {
            if ((file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is not FileInfo { Exists: true } found)
            {
                return null;
            }

            observer?.Length(Roots.NameOf(followed), found.Length);
            return found.Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RecordUnlessAbsent(path, followed, exception);
            return null;
        }
    }

    /// <summary>A file with its mode and the machine's own path, for comparing and editing; null when absent or unreadable.</summary>
    /// <param name="path">A path under the roots.</param>
    public TextFile? ReadFile(string path)
    {
        if (ReadBytes(path) is not { } bytes)
        {
            return null;
        }

        var followed = Follow(path);
        try
        {
            var mode = (int)File.GetUnixFileMode(followed);
            return IsStrictUtf8(bytes, out var text)
                ? new TextFile(Roots.NameOf(path), text, mode)
                : new TextFile(Roots.NameOf(path), Encoding.UTF8.GetString(bytes), mode, IsExact: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RecordUnlessAbsent(path, followed, exception);
            return null;
        }
    }

    /// <summary>The target of a symbolic link as it is written in the link; null when there is no link.</summary>
    /// <param name="path">A path under the roots.</param>
    public string? ReadLink(string path)
    {
        var followed = Follow(path, followLast: false);
        if (IsRefused(path, followed, isRecorded: true, out _))
        {
            return null;
        }

        try
        {
            var target = new FileInfo(followed).LinkTarget;
            if (target is not null)
            {
                observer?.Link(Roots.NameOf(followed), target);
            }

            return target;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RecordUnlessAbsent(path, followed, exception);
            return null;
        }
    }

    /// <summary>The last part of a link's target, which is how sysfs names drivers and groups; null when there is no link.</summary>
    /// <param name="path">A path under the roots.</param>
    public string? ReadLinkName(string path) => ReadLink(path)?.TrimEnd('/') is { Length: > 0 } target ? target[(target.LastIndexOf('/') + 1)..] : null;

    /// <summary>The names in a folder, in ordinal order; null when the folder is absent or unreadable.</summary>
    /// <param name="path">A path under the roots.</param>
    public ImmutableArray<string>? List(string path) => List(path, out _, isRecorded: true);

    /// <summary>The names in a folder as <see cref="List(string)"/> gives them, for folders that are often closed: being refused is told, not recorded.</summary>
    /// <param name="path">A path under the roots.</param>
    /// <param name="isDenied">True when the folder is there and the kernel refused to show it.</param>
    public ImmutableArray<string>? ListIfAllowed(string path, out bool isDenied) => List(path, out isDenied, isRecorded: false);

    /// <summary>True when a file, folder or device node is there (links followed).</summary>
    /// <param name="path">A path under the roots.</param>
    public bool Exists(string path)
    {
        var followed = Follow(path);
        var exists = Path.Exists(followed);
        if (exists)
        {
            observer?.Found(Roots.NameOf(followed), Directory.Exists(followed));
        }

        return exists;
    }

    /// <summary>Records that the content of a file, not the access to it, was the problem.</summary>
    /// <param name="path">A path under the roots.</param>
    /// <param name="reason">In words.</param>
    public void RecordContent(string path, string reason) => Record(path, null, reason);

    private byte[]? ReadBytes(string path, out bool isDenied, bool isRecorded)
    {
        isDenied = false;
        var followed = Follow(path);
        if (IsRefused(path, followed, isRecorded, out var refusal))
        {
            isDenied = IsDenial(refusal);
            return null;
        }

        if (IsQuietlyAbsent(followed))
        {
            return null;
        }

        try
        {
            using var file = File.OpenHandle(followed, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (ReadToEnd(file) is not { } bytes)
            {
                var problem = Record(path, null, $"larger than {MostBytes} bytes");
                observer?.Refused(Roots.NameOf(followed), problem);
                return null;
            }

            observer?.File(Roots.NameOf(followed), bytes, (int)File.GetUnixFileMode(file));
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            isDenied = exception is UnauthorizedAccessException;
            RecordUnlessAbsent(path, followed, exception, isRecorded);
            return null;
        }
    }

    /// <summary>All bytes of a file; null when there are more than <see cref="MostBytes"/>.</summary>
    private static byte[]? ReadToEnd(SafeFileHandle file)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var length = 0;
            while (RandomAccess.Read(file, buffer.AsSpan(length), length) is > 0 and var count)
            {
                length += count;
                if (length > MostBytes)
                {
                    return null;
                }

                if (length == buffer.Length)
                {
                    // A regular file tells its length, and is read into its place at once; files of procfs and sysfs tell nothing, or a page.
                    if (RandomAccess.GetLength(file) is var told && told > length && told <= MostBytes)
                    {
                        return ReadRegular(file, (int)told);
                    }

                    buffer = Grow(buffer, length);
                }
            }

            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] ReadRegular(SafeFileHandle file, int told)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(told);
        var length = 0;
        while (length < told && RandomAccess.Read(file, bytes.AsSpan(length), length) is > 0 and var count)
        {
            length += count;
        }

        return length == told ? bytes : bytes[..length];
    }

    private ImmutableArray<string>? List(string path, out bool isDenied, bool isRecorded)
    {
        isDenied = false;
        var followed = Follow(path);
        if (IsRefused(path, followed, isRecorded, out var refusal))
        {
            isDenied = IsDenial(refusal);
            return null;
        }

        if (IsQuietlyAbsent(followed))
        {
            return null;
        }

        try
        {
            var names = Directory.GetFileSystemEntries(followed);
            for (var index = 0; index < names.Length; index++)
            {
                names[index] = Path.GetFileName(names[index]);
            }

            Array.Sort(names, StringComparer.Ordinal);
            observer?.Folder(Roots.NameOf(followed), names);
            return ImmutableCollectionsOf(names);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            isDenied = exception is UnauthorizedAccessException;
            RecordUnlessAbsent(path, followed, exception, isRecorded);
            return null;
        }
    }

    private static ImmutableArray<string> ImmutableCollectionsOf(string[] names) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(names);

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 4);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static bool IsStrictUtf8(byte[] bytes, out string text)
    {
        try
        {
            text = Strict.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    // Many files that are asked for are not there, and an exception for each would cost more than all that is read. An observer wants to know of them.
    private bool IsQuietlyAbsent(string followed) => observer is null && NodeAccess.IsAbsent(followed);

    private string Follow(string path, bool followLast = true) => links?.Resolve(path, followLast) ?? path;

    private static string? FirstLine(byte[]? bytes)
    {
        var line = bytes.AsSpan();
        var end = line.IndexOf((byte)'\n');
        var text = Encoding.UTF8.GetString(end < 0 ? line : line[..end]).Trim();
        return text.Length == 0 ? null : text;
    }

    private SnapshotManifest? ReadManifest()
    {
        var path = Roots.Locate(SnapshotManifest.Name);
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            using var file = File.OpenHandle(path);
            return SnapshotManifest.Parse(ReadToEnd(file) ?? []);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            Record(path, null, $"is not what a snapshot says of itself: {exception.Message}");
            return null;
        }
    }

    /// <summary>True for what a snapshot says the machine refused; the same is then known as if the machine had refused it now.</summary>
    private bool IsRefused(string path, string followed, bool isRecorded, [NotNullWhen(true)] out ReadProblem? refusal)
    {
        refusal = null;
        if (refusals.Count == 0 || !refusals.TryGetValue(Roots.NameOf(followed), out refusal))
        {
            return false;
        }

        observer?.Refused(Roots.NameOf(followed), refusal);
        if (isRecorded && !IsAbsent(refusal.Errno))
        {
            Record(path, refusal.Errno, refusal.Reason);
        }

        return true;
    }

    private void RecordUnlessAbsent(string path, string followed, Exception exception, bool isRecorded = true)
    {
        var problem = ProblemOf(path, exception);
        observer?.Refused(Roots.NameOf(followed), problem);
        if (isRecorded && !IsAbsent(problem.Errno))
        {
            problems.TryAdd(problem.Path, problem);
        }
    }

    /// <summary>True for the errors that mean that nothing is there: neither a file nor anything that a device would say in one.</summary>
    internal static bool IsAbsent(int? errno) => errno is NoSuchEntry or NotAFolder or NoSuchDevice or NoSuchProcess;

    /// <summary>True for a refusal that root would not meet.</summary>
    internal static bool IsDenial(ReadProblem problem) => problem.Errno is PermissionDenied or NotPermitted;

    private ReadProblem ProblemOf(string path, Exception exception) =>
        new(Roots.NameOf(path), Errno(exception), exception is UnauthorizedAccessException ? "permission denied" : exception.Message);

    // .NET wraps EACCES and EPERM, the errno is in the inner exception's HResult; for absent files it gives a number of its own.
    private static int? Errno(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => NoSuchEntry,
        UnauthorizedAccessException { InnerException: { HResult: > 0 and < 4096 } inner } => inner.HResult,
        { HResult: > 0 and < 4096 } => exception.HResult,
        _ => null,
    };

    private ReadProblem Record(string path, int? errno, string reason)
    {
        var name = Roots.NameOf(path);
        var problem = new ReadProblem(name, errno, reason);
        problems.TryAdd(name, problem);
        return problem;
    }
}
