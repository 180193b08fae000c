using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>open(2) for what .NET does not open: folders, and files that another process holds locked.</summary>
internal static partial class FileDescriptor
{
    private const int CloseOnExec = 0x80000;
    private const int NoTerminal = 0x100;
    private const int NoWaiting = 0x800;
    private const int ReadAndWrite = 2;

    // O_NOFOLLOW has a number of its own on 64-bit ARM (asm/fcntl.h).
    private static readonly int FollowNoLink = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>Opens a file or folder for reading, whatever locks are on it.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenForReading(string path)
    {
        var descriptor = Open(path, CloseOnExec, 0);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw LibcError.Last("open", path);
    }

    /// <summary>Opens what may be absent, refused or no regular file: never waits (as a named pipe would have it) and never throws.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followsLink">False to refuse a symbolic link in the last part with <see cref="LibcError.TooManyLinks"/>.</param>
    /// <param name="errno">Zero, or why nothing was opened.</param>
    /// <returns>Null when nothing was opened.</returns>
    public static SafeFileHandle? TryOpenForReading(string path, bool followsLink, out int errno)
    {
        var descriptor = Open(path, CloseOnExec | NoTerminal | NoWaiting | (followsLink ? 0 : FollowNoLink), 0);
        errno = descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    /// <summary>Opens a device's node for reading and writing, without ever waiting for it: neither now nor when it is read.</summary>
    /// <param name="path">The path.</param>
    /// <param name="errno">Zero, or why nothing was opened.</param>
    /// <returns>Null when nothing was opened.</returns>
    public static SafeFileHandle? TryOpenDevice(string path, out int errno)
    {
        var descriptor = Open(path, ReadAndWrite | CloseOnExec | NoTerminal | NoWaiting, 0);
        errno = descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);
}
