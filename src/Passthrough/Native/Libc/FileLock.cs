using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>lockf(3), which asks for the locks that package managers take (fcntl(2)); .NET's own are of another kind.</summary>
internal static partial class FileLock
{
    private const int Test = 3;

    /// <summary>True when another process has locked a file; false also for a file that is not there or may not be opened.</summary>
    /// <param name="path">The file.</param>
    public static bool IsHeld(string path)
    {
        using var file = FileDescriptor.TryOpenForReading(path, followsLink: true, out _);
        return file is not null && LockF(file, Test, 0) != 0 && Marshal.GetLastPInvokeError() is LibcError.AccessDenied or LibcError.TryAgain;
    }

    [LibraryImport("libc", EntryPoint = "lockf", SetLastError = true)]
    private static partial int LockF(SafeFileHandle file, int command, nint length);
}
