using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>fsync(2) of a folder: makes names in it (a rename, a creation, a removal) durable.</summary>
internal static partial class FolderSync
{
    /// <summary>Syncs a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It cannot be opened or synced.</exception>
    public static void Run(string folder)
    {
        using var handle = FileDescriptor.OpenForReading(folder);
        if (Fsync(handle) != 0)
        {
            throw LibcError.Last("fsync", folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle handle);
}
