using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>open(2) for what .NET does not open: folders, and files that another process holds locked.</summary>
internal static partial class FileDescriptor
{
    private const int CloseOnExec = 0x80000;

    /// <summary>Opens a file or folder for reading, whatever locks are on it.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenForReading(string path)
    {
        var descriptor = Open(path, CloseOnExec, 0);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw LibcError.Last("open", path);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);
}
