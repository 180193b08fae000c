using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>
/// All that is in a file, by open(2), read(2) and close(2) alone: a view reads hundreds of files, and .NET's own calls are twice as many for each, with an exception for
/// each that is not there.
/// </summary>
/// <param name="Bytes">To the end of the file (the sizes that sysfs and procfs give are not true); null when it could not be read.</param>
/// <param name="Errno">Zero, or why there are no bytes; <see cref="LibcError.TooLarge"/> when there are more than wanted.</param>
internal readonly partial record struct FileContent(byte[]? Bytes, int Errno)
{
    private const int PageBytes = 4096;
    private const int Interrupted = 4;

    /// <summary>Reads a file; never waits for one that has nothing to say and never throws.</summary>
    /// <param name="path">The path.</param>
    /// <param name="most">The most bytes that are wanted.</param>
    /// <param name="followsLink">False to refuse a symbolic link in the last part with <see cref="LibcError.TooManyLinks"/>.</param>
    public static FileContent Read(string path, int most, bool followsLink = true)
    {
        using var file = FileDescriptor.TryOpenForReading(path, followsLink, out var errno);
        return file is null ? new FileContent(null, errno) : ReadToEnd(file, most);
    }

    private static FileContent ReadToEnd(SafeFileHandle file, int most)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PageBytes);
        try
        {
            var length = 0;
            int count;
            int errno;
            while ((count = Read(file, buffer.AsSpan(length), out errno)) > 0)
            {
                length += count;
                if (length > most)
                {
                    return new FileContent(null, LibcError.TooLarge);
                }

                if (length == buffer.Length)
                {
                    // A regular file tells its length, and is read into its place at once; files of procfs and sysfs tell nothing, or a page.
                    if (FileStatus.Read(file) is { IsRegular: true } status && status.Size > length && status.Size <= most)
                    {
                        return ReadRest(file, buffer.AsSpan(0, length), (int)status.Size);
                    }

                    buffer = Grow(buffer);
                }
            }

            return errno == 0 ? new FileContent(buffer.AsSpan(0, length).ToArray(), 0) : new FileContent(null, errno);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileContent ReadRest(SafeFileHandle file, ReadOnlySpan<byte> begin, int size)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(size);
        begin.CopyTo(bytes);
        var length = begin.Length;
        int errno;
        int count;
        while ((count = Read(file, bytes.AsSpan(length), out errno)) > 0)
        {
            length += count;
        }

        return errno != 0 ? new FileContent(null, errno) : new FileContent(length == size ? bytes : bytes[..length], 0);
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 4);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static int Read(SafeFileHandle file, Span<byte> room, out int errno)
    {
        nint count;
        do
        {
            count = Read(file, room, room.Length);
            errno = count >= 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (errno == Interrupted);
        return (int)count;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, Span<byte> buffer, nint count);
}
