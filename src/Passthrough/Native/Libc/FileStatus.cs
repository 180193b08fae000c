using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Libc;

/// <summary>What statx(2) tells of a file that .NET does not: owner, group and the time of the last change to the nanosecond.</summary>
/// <param name="Mode">Type and permission bits.</param>
/// <param name="User">The owner's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedSeconds">Seconds since 1970.</param>
/// <param name="ModifiedNanoseconds">Nanoseconds within the second.</param>
/// <param name="Device">Major and minor number of the file system's device, as one value to compare.</param>
/// <param name="Inode">The file's number within its file system: with <paramref name="Device"/> the same for all names of one file.</param>
/// <param name="Allocated">Bytes that it takes on the disk, fewer than <paramref name="Size"/> where it has holes.</param>
internal readonly partial record struct FileStatus(
    uint Mode, uint User, uint Group, long Size, long ModifiedSeconds, long ModifiedNanoseconds, ulong Device, ulong Inode, long Allocated)
{
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;

    // What stx_blocks counts, whatever the file system's own blocks are.
    private const int BlockBytes = 512;

    /// <summary>True for a folder.</summary>
    public bool IsDirectory => (Mode & 0xf000) == 0x4000;

    /// <summary>True for a regular file.</summary>
    public bool IsRegular => (Mode & 0xf000) == 0x8000;

    /// <summary>True for a block device.</summary>
    public bool IsBlockDevice => (Mode & 0xf000) == 0x6000;

    /// <summary>True for a symbolic link.</summary>
    public bool IsLink => (Mode & 0xf000) == 0xa000;

    /// <summary>The permission bits, with set-id and sticky bits.</summary>
    public int Permissions => (int)(Mode & 0xfff);

    /// <summary>Reads the status of a path itself; a link is not followed.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Null when there is nothing.</returns>
    /// <exception cref="IOException">It cannot be read for another reason.</exception>
    public static FileStatus? Read(string path)
    {
        if (Statx(CurrentFolder, path, DoNotFollow, BasicStats, out var raw) == 0)
        {
            return Of(raw);
        }

        const int notADirectory = 20;
        return Marshal.GetLastPInvokeError() is LibcError.NoEntry or notADirectory ? null : throw LibcError.Last("statx", path);
    }

    /// <summary>Reads the status of an open file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Null when the kernel does not tell.</returns>
    public static FileStatus? Read(SafeFileHandle file) => Statx(file, "", EmptyPath, BasicStats, out var raw) == 0 ? Of(raw) : null;

    private static FileStatus Of(in RawStatus raw) =>
        new(raw.Mode, raw.User, raw.Group, (long)raw.Size, raw.ModifiedSeconds, raw.ModifiedNanoseconds, ((ulong)raw.DeviceMajor << 32) | raw.DeviceMinor, raw.Inode, (long)raw.Blocks * BlockBytes);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle file, string path, int flags, uint mask, out RawStatus status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out RawStatus status);

    /// <summary><c>struct statx</c> of the kernel's interface, the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct RawStatus
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(48)]
        public ulong Blocks;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
