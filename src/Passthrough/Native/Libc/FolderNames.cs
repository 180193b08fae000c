using System.Runtime.InteropServices;

namespace Passthrough.Native.Libc;

/// <summary>The names in a folder by readdir(3) alone: .NET's own calls ask twice more about each link, of which the folders of sysfs are full.</summary>
/// <param name="Names">Without <c>.</c> and <c>..</c>, as the file system gives them; null when the folder could not be read.</param>
/// <param name="Errno">Zero, or why there are no names.</param>
internal readonly partial record struct FolderNames(string[]? Names, int Errno)
{
    // struct dirent of 64-bit Linux (readdir(3)): inode 8, offset 8, record length 2, type 1, name.
    private const int NameOffset = 19;

    /// <summary>Reads a folder; never throws.</summary>
    /// <param name="folder">The folder.</param>
    public static FolderNames Read(string folder)
    {
        var stream = Open(folder);
        if (stream == 0)
        {
            return new FolderNames(null, Marshal.GetLastPInvokeError());
        }

        try
        {
            var names = new List<string>();
            nint entry;
            while ((entry = Next(stream)) != 0)
            {
                if (Marshal.PtrToStringUTF8(entry + NameOffset) is { } name and not ("." or ".."))
                {
                    names.Add(name);
                }
            }

            // The end and an error are both null; each call begins with errno cleared.
            return Marshal.GetLastPInvokeError() is var errno and not 0 ? new FolderNames(null, errno) : new FolderNames([.. names], 0);
        }
        finally
        {
            _ = Close(stream);
        }
    }

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string folder);

    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    private static partial nint Next(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int Close(nint stream);
}
