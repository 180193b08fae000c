using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>link(2).</summary>
internal static partial class HardLink
{
    /// <summary>Gives a file a second name.</summary>
    /// <param name="existing">The file.</param>
    /// <param name="name">The new name.</param>
    /// <returns>False when there is no such file, or its file system knows no second names (FAT).</returns>
    public static bool TryCreate(string existing, string name) => Link(existing, name) == 0;

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);
}
