using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Passthrough.Native.Libc;

/// <summary>llistxattr(2), lgetxattr(2), lsetxattr(2): SELinux labels, access control lists and what else hangs on a file.</summary>
internal static partial class ExtendedAttributes
{
    /// <summary>Reads all attributes by name.</summary>
    /// <param name="path">The file or folder; a link is not followed.</param>
    /// <returns>Empty when there are none or the file system has no attributes.</returns>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static ImmutableSortedDictionary<string, byte[]> Read(string path)
    {
        var names = new byte[64 * 1024];
        var length = List(path, names, (nuint)names.Length);
        if (length < 0)
        {
            return Marshal.GetLastPInvokeError() == LibcError.NotSupported ? Empty : throw LibcError.Last("listxattr", path);
        }

        var result = Empty.ToBuilder();
        foreach (var name in Encoding.UTF8.GetString(names, 0, (int)length).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var value = new byte[64 * 1024];
            var size = Get(path, name, value, (nuint)value.Length);
            if (size >= 0)
            {
                result[name] = value[..(int)size];
            }
            else if (Marshal.GetLastPInvokeError() is not (LibcError.NoData or LibcError.NotSupported))
            {
                throw LibcError.Last($"getxattr {name}", path);
            }
        }

        return result.ToImmutable();
    }

    /// <summary>Sets one attribute.</summary>
    /// <param name="path">The file or folder; a link is not followed.</param>
    /// <param name="name">Such as <c>security.selinux</c>.</param>
    /// <param name="value">Its bytes.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Set(string path, string name, byte[] value)
    {
        if (SetRaw(path, name, value, (nuint)value.Length, 0) != 0)
        {
            throw LibcError.Last($"setxattr {name}", path);
        }
    }

    private static ImmutableSortedDictionary<string, byte[]> Empty => ImmutableSortedDictionary.Create<string, byte[]>(StringComparer.Ordinal);

    [LibraryImport("libc", EntryPoint = "llistxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint List(string path, [Out] byte[] names, nuint size);

    [LibraryImport("libc", EntryPoint = "lgetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string path, string name, [Out] byte[] value, nuint size);

    [LibraryImport("libc", EntryPoint = "lsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetRaw(string path, string name, byte[] value, nuint size, int flags);
}
