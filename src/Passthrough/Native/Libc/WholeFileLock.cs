using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>flock(2): a lock that is let go when its file is closed, and that can be waited for.</summary>
internal static partial class WholeFileLock
{
    private const int Exclusive = 2;
    private const int Interrupted = 4;

    /// <summary>Takes the lock of an open file; waits until nobody else has it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path, for the message.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Take(SafeFileHandle file, string path)
    {
        while (FLock(file, Exclusive) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                throw LibcError.Last("flock", path);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle file, int operation);
}
