using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>
/// The locks by which QEMU, qemu-img and qemu-nbd keep each other from an image: shared locks of open file descriptions (fcntl(2), <c>F_OFD_GETLK</c>) on single bytes, one for each thing that a program does with the
/// image (from byte 100) and one for each that it lets nobody else do (from byte 200): block/file-posix.c of QEMU. Bit 1 is writing, bit 3 changing the size.
/// </summary>
internal static partial class ImageLock
{
    private const int GetLock = 36;
    private const short WriteLock = 1;
    private const short NoLock = 2;
    private const long Doing = 100;
    private const long Forbidding = 200;
    private const int Writing = 1;
    private const int Resizing = 3;
    private const long Kinds = 64;

    /// <summary>True when a program has the image open for writing or for changing its size.</summary>
    /// <param name="image">The image, open.</param>
    public static bool IsWritten(SafeFileHandle image) => IsLocked(image, Doing + Writing, 1) || IsLocked(image, Doing + Resizing, 1);

    /// <summary>True when a program has the image open for anything.</summary>
    /// <param name="image">The image, open.</param>
    public static bool IsOpen(SafeFileHandle image) => IsLocked(image, Doing, Kinds) || IsLocked(image, Forbidding, Kinds);

    // Where the file system has no such locks the call fails, and QEMU goes without them too.
    private static bool IsLocked(SafeFileHandle image, long start, long length)
    {
        var wanted = new Range { Type = WriteLock, Start = start, Length = length };
        return Control(image, GetLock, ref wanted) == 0 && wanted.Type != NoLock;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, ref Range range);

    /// <summary><c>struct flock</c> on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Range
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int ProcessId;
    }
}
