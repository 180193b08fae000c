using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>access(2): what this process may do, whether by mode, group or access list; also root is told about a read-only file system.</summary>
internal static partial class AccessCheck
{
    private const int Enter = 1;
    private const int Write = 2;
    private const int Read = 4;

    /// <summary>True when a device node can be opened for reading and writing.</summary>
    /// <param name="node">The node.</param>
    public static bool CanUse(string node) => Access(node, Read | Write) == 0;

    /// <summary>True when files can be made in a folder.</summary>
    /// <param name="folder">The folder.</param>
    public static bool CanMakeFilesIn(string folder) => Access(folder, Write | Enter) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
