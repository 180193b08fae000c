using Passthrough.Host;

namespace Passthrough.Changes;

/// <summary>
/// <c>/run/passthrough</c> and the folders below it. Everybody may enter them: QEMU runs as another user, and people ask the sockets in them; what is in them has rights of its own. That holds too where root keeps new files to
/// itself (umask 077).
/// </summary>
internal static class RuntimeFolder
{
    private const UnixFileMode Mode = (UnixFileMode)0b111_101_101;

    /// <summary>Makes the folder of a file.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="file">The file, below <c>/run/passthrough</c>.</param>
    /// <exception cref="IOException">The file system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">Not root.</exception>
    public static void EnsureFor(HostRoots roots, string file)
    {
        var folder = roots.Run("passthrough");
        Ensure(folder);
        foreach (var part in Path.GetRelativePath(folder, Path.GetDirectoryName(file)!).Split('/').Where(part => part is not "."))
        {
            folder = Path.Combine(folder, part);
            Ensure(folder);
        }
    }

    private static void Ensure(string folder)
    {
        Directory.CreateDirectory(folder, Mode);
        if (File.GetUnixFileMode(folder) != Mode)
        {
            File.SetUnixFileMode(folder, Mode);
        }
    }
}
