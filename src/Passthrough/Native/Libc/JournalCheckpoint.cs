using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>
/// Brings a file system's journal home, so that whoever does not replay it (a boot loader, a firmware) reads what the kernel reads: syncfs(2), which is enough for btrfs and FAT, and on
/// ext4 <c>EXT4_IOC_CHECKPOINT</c> (since Linux 5.14, Documentation/filesystems/ext4: "Ioctls"), as root. XFS has no such call; there the metadata is home some time later.
/// </summary>
internal static partial class JournalCheckpoint
{
    // _IOW('f', 43, __u32)
    private const nuint Ext4Checkpoint = 0x4004662b;

    /// <summary>Brings everything home that was written so far to the file system of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It cannot be opened or synced.</exception>
    public static void Run(string folder)
    {
        using var handle = FileDescriptor.OpenForReading(folder);
        if (SyncFileSystem(handle) != 0)
        {
            throw LibcError.Last("syncfs", folder);
        }

        // Refused where it is not known or not allowed: then there is nothing more that could be done.
        var flags = 0u;
        _ = Control(handle, Ext4Checkpoint, ref flags);
    }

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFileSystem(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, nuint request, ref uint flags);
}
