using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
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

    /// <summary>Reads parts of a regular file that is too long to be read as a whole. Of a snapshot the file is empty: only the length is kept there.</summary>
    /// <param name="path">A path under the roots.</param>
    /// <param name="read">Reads them; where the kernel fails at it, that is recorded.</param>
    /// <param name="absent">What is given for a file that is absent or unreadable.</param>
    public T ReadParts<T>(string path, Func<FileStream, T> read, T absent)
    {
        try
        {
            using var file = Open(path);
            return file is null ? absent : read(file);
        }
        catch (IOException exception)
        {
            RecordContent(path, exception.Message);
            return absent;
        }
    }

    private FileStream? Open(string path)
    {
        var followed = Follow(path);
        if (IsRefused(path, followed, isRecorded: true, out _) || FileStatus.Read(followed) is { IsRegular: false })
        {
            return null;
        }

        try
        {
            var file = File.OpenRead(followed);
            observer?.Length(Roots.NameOf(followed), file.Length);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RecordUnlessAbsent(path, followed, exception);
            return null;
        }
    }

    /// <summary>A file with its mode and the machine's own path, for comparing and editing; null when absent or unreadable.</summary>
    /// <param name="path">A path under the roots.</param>
    public TextFile? ReadFile(string path) => FileOf(path, ReadBytes(path));

    /// <summary>A file as <see cref="ReadFile"/> gives it, for files that are often closed: being refused is told, not recorded.</summary>
    /// <param name="path">A path under the roots.</param>
    /// <param name="isDenied">True when the file is there and the kernel refused to show it.</param>
    public TextFile? ReadFileIfAllowed(string path, out bool isDenied) => FileOf(path, ReadBytesIfAllowed(path, out isDenied));

    private TextFile? FileOf(string path, byte[]? bytes) =>
        bytes is null || Mode(path, Follow(path)) is not { } mode
            ? null
            : IsStrictUtf8(bytes, out var text)
                ? new TextFile(Roots.NameOf(path), text, mode)
                : new TextFile(Roots.NameOf(path), Encoding.UTF8.GetString(bytes), mode, IsExact: false);

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
        // The kernel tells with the file whether its last part is a link, which it seldom is; to ask before would be a call more for each file.
        var followed = Follow(path, followLast: false);
        var content = FileContent.Read(followed, MostBytes, followsLink: links is null);
        if (links is not null && content.Errno == LibcError.TooManyLinks)
        {
            followed = Follow(path);
            content = FileContent.Read(followed, MostBytes, followsLink: false);
        }

        if (IsRefused(path, followed, isRecorded, out var refusal))
        {
            isDenied = IsDenial(refusal);
            return null;
        }

        if (content.Bytes is { } bytes)
        {
            Tell(path, followed, bytes);
            return bytes;
        }

        Refuse(path, followed, content.Errno, isRecorded, out isDenied);
        return null;
    }

    private void Tell(string path, string followed, byte[] bytes)
    {
        if (observer is not null && Mode(path, followed) is { } mode)
        {
            observer.File(Roots.NameOf(followed), bytes, mode);
        }
    }

    private int? Mode(string path, string followed)
    {
        try
        {
            return (int)File.GetUnixFileMode(followed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RecordUnlessAbsent(path, followed, exception);
            return null;
        }
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

        var (names, errno) = FolderNames.Read(followed);
        if (names is null)
        {
            Refuse(path, followed, errno, isRecorded, out isDenied);
            return null;
        }

        Array.Sort(names, StringComparer.Ordinal);
        observer?.Folder(Roots.NameOf(followed), names);
        return ImmutableCollectionsMarshal.AsImmutableArray(names);
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
        var (bytes, errno) = FileContent.Read(path, MostBytes, followsLink: false);
        if (bytes is null)
        {
            Refuse(path, path, errno, isRecorded: true, out _);
            return null;
        }

        try
        {
            return SnapshotManifest.Parse(bytes);
        }
        catch (JsonException exception)
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

    private void Refuse(string path, string followed, int errno, bool isRecorded, out bool isDenied)
    {
        isDenied = errno is PermissionDenied or NotPermitted;
        // Most files that are asked for and not read are not there, of which only an observer wants to know.
        if (observer is not null || (isRecorded && !IsAbsent(errno)))
        {
            RecordUnlessAbsent(ProblemOf(path, errno), followed, isRecorded);
        }
    }

    private void RecordUnlessAbsent(string path, string followed, Exception exception) => RecordUnlessAbsent(ProblemOf(path, exception), followed, isRecorded: true);

    private void RecordUnlessAbsent(ReadProblem problem, string followed, bool isRecorded)
    {
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

    private ReadProblem ProblemOf(string path, int errno) => errno switch
    {
        LibcError.TooLarge => new(Roots.NameOf(path), null, $"larger than {MostBytes} bytes"),
        PermissionDenied or NotPermitted => new(Roots.NameOf(path), errno, "permission denied"),
        _ => new(Roots.NameOf(path), errno, new Win32Exception(errno).Message.ToLowerInvariant()),
    };

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

    private void Record(string path, int? errno, string reason) => problems.TryAdd(Roots.NameOf(path), new ReadProblem(Roots.NameOf(path), errno, reason));
}
