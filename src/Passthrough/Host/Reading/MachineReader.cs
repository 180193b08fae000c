using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Host.Reading;

/// <summary>
/// Reads small files, links and folders of one machine. What does not exist is null; what exists and cannot be read is recorded once in
/// <see cref="Problems"/> and null as well. Nothing throws. Not for several threads at once.
/// </summary>
/// <param name="roots">The machine.</param>
public sealed class MachineReader(HostRoots roots)
{
    /// <summary>The most that is read from one file, in bytes; a longer file is a problem, not a value.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    private const int NoSuchEntry = 2;
    private const int NoSuchDevice = 6;
    private const int NotAFolder = 20;
    private const int NoSuchProcess = 3;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly MachinePath? links = roots.IsLive ? null : new MachinePath(roots.Root);
    private readonly Dictionary<string, ReadProblem> problems = new(StringComparer.Ordinal);

    /// <summary>The machine that is read.</summary>
    public HostRoots Roots { get; } = roots;

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
        var file = new FileInfo(Follow(path));
        try
        {
            return (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is FileInfo { Exists: true } found ? found.Length : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RecordUnlessAbsent(path, exception);
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

        try
        {
            var mode = (int)File.GetUnixFileMode(Follow(path));
            return IsStrictUtf8(bytes, out var text)
                ? new TextFile(Roots.NameOf(path), text, mode)
                : new TextFile(Roots.NameOf(path), Encoding.UTF8.GetString(bytes), mode, IsExact: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RecordUnlessAbsent(path, exception);
            return null;
        }
    }

    /// <summary>The target of a symbolic link as it is written in the link; null when there is no link.</summary>
    /// <param name="path">A path under the roots.</param>
    public string? ReadLink(string path)
    {
        try
        {
            return new FileInfo(Follow(path, followLast: false)).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RecordUnlessAbsent(path, exception);
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
    public bool Exists(string path) => Path.Exists(Follow(path));

    /// <summary>Records that the content of a file, not the access to it, was the problem.</summary>
    /// <param name="path">A path under the roots.</param>
    /// <param name="reason">In words.</param>
    public void RecordContent(string path, string reason) => Record(path, null, reason);

    private byte[]? ReadBytes(string path, out bool isDenied, bool isRecorded)
    {
        isDenied = false;
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            using var file = File.OpenHandle(Follow(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = 0;
            while (true)
            {
                var count = RandomAccess.Read(file, buffer.AsSpan(length), length);
                length += count;
                if (count == 0)
                {
                    return buffer.AsSpan(0, length).ToArray();
                }

                if (length > MostBytes)
                {
                    Record(path, null, $"larger than {MostBytes} bytes");
                    return null;
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            isDenied = exception is UnauthorizedAccessException;
            if (isRecorded)
            {
                RecordUnlessAbsent(path, exception);
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ImmutableArray<string>? List(string path, out bool isDenied, bool isRecorded)
    {
        isDenied = false;
        try
        {
            var names = Directory.GetFileSystemEntries(Follow(path));
            for (var index = 0; index < names.Length; index++)
            {
                names[index] = Path.GetFileName(names[index]);
            }

            Array.Sort(names, StringComparer.Ordinal);
            return ImmutableCollectionsOf(names);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            isDenied = exception is UnauthorizedAccessException;
            if (isRecorded)
            {
                RecordUnlessAbsent(path, exception);
            }

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

    private string Follow(string path, bool followLast = true) => links?.Resolve(path, followLast) ?? path;

    private static string? FirstLine(byte[]? bytes)
    {
        var line = bytes.AsSpan();
        var end = line.IndexOf((byte)'\n');
        var text = Encoding.UTF8.GetString(end < 0 ? line : line[..end]).Trim();
        return text.Length == 0 ? null : text;
    }

    private void RecordUnlessAbsent(string path, Exception exception)
    {
        // .NET wraps EACCES and EPERM; the errno is in the inner exception's HResult.
        var errno = exception is UnauthorizedAccessException { InnerException: { } inner } ? inner.HResult : exception.HResult;
        var isAbsent = exception is FileNotFoundException or DirectoryNotFoundException || errno is NoSuchEntry or NotAFolder or NoSuchDevice or NoSuchProcess;
        if (!isAbsent)
        {
            Record(path, errno is > 0 and < 4096 ? errno : null, exception is UnauthorizedAccessException ? "permission denied" : exception.Message);
        }
    }

    private void Record(string path, int? errno, string reason)
    {
        var name = Roots.NameOf(path);
        problems.TryAdd(name, new ReadProblem(name, errno, reason));
    }
}
