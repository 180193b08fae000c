using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>lchown(2).</summary>
internal static partial class FileOwner
{
    /// <summary>Sets owner and group.</summary>
    /// <param name="path">The file or folder; a link is not followed.</param>
    /// <param name="user">The owner's number.</param>
    /// <param name="group">The group's number.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Set(string path, uint user, uint group)
    {
        if (Lchown(path, user, group) != 0)
        {
            throw LibcError.Last("chown", path);
        }
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Lchown(string path, uint user, uint group);
}
