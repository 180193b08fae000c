using Passthrough.Native.Libc;

namespace Passthrough.Disks;

/// <summary>One file, whatever names and links lead to it.</summary>
/// <param name="Device">Its file system.</param>
/// <param name="Inode">Its number there.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    internal static FileIdentity Of(FileStatus status) => new(status.Device, status.Inode);
}
