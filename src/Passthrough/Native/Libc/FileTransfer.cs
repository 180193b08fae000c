using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>read(2) and write(2) of devices, which have nothing to read, or are gone, in the normal course of things: no exception for it.</summary>
internal static partial class FileTransfer
{
    private const int Interrupted = 4;

    /// <summary>Reads once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="room">Where to.</param>
    /// <param name="errno">Zero, or why nothing was read.</param>
    /// <returns>How many bytes.</returns>
    public static int Read(SafeFileHandle file, Span<byte> room, out int errno)
    {
        nint count;
        do
        {
            count = Read(file, room, room.Length);
            errno = count >= 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (errno == Interrupted);
        return (int)Math.Max(count, 0);
    }

    /// <summary>Writes once; the kernel takes all of what devices of the input layer are given.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">What.</param>
    /// <returns>Zero, or why it was not written.</returns>
    public static int Write(SafeFileHandle file, ReadOnlySpan<byte> bytes)
    {
        int errno;
        do
        {
            errno = Write(file, bytes, bytes.Length) >= 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (errno == Interrupted);
        return errno;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, nint count);
}
