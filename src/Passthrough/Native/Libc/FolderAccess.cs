using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>access(2): also root is told about a read-only file system.</summary>
internal static partial class FolderAccess
{
    private const int WriteAndEnter = 3;

    /// <summary>True when files can be made in the folder.</summary>
    public static bool IsWritable(string folder) => Access(folder, WriteAndEnter) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
