using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>access(2): for device nodes, and to know without an exception that a file is not there.</summary>
internal static partial class NodeAccess
{
    private const int Exists = 0;
    private const int ReadAndWrite = 6;
    private const int NoSuchEntry = 2;
    private const int NotAFolder = 20;

    /// <summary>True when this process may open the node for reading and writing, whether by mode, group or access list.</summary>
    public static bool CanOpen(string path) => Access(path, ReadAndWrite) == 0;

    /// <summary>True when the kernel says that nothing is there; false also when it does not tell.</summary>
    public static bool IsAbsent(string path) => Access(path, Exists) != 0 && Marshal.GetLastPInvokeError() is (NoSuchEntry or NotAFolder);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
