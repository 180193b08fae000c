using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>access(2) for device nodes.</summary>
internal static partial class NodeAccess
{
    private const int ReadAndWrite = 6;

    /// <summary>True when this process may open the node for reading and writing, whether by mode, group or access list.</summary>
    public static bool CanOpen(string path) => Access(path, ReadAndWrite) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
