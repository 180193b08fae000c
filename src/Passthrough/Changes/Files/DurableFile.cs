using Passthrough.Native.Libc;

namespace Passthrough.Changes.Files;

/// <summary>The writing primitives: each is on disk when it returns, and a path holds the old content or the new, never a part.</summary>
internal static class DurableFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a staging file with content, owner, attributes and mode, and syncs it.</summary>
    /// <param name="staging">The path; a leftover is replaced.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="state">Mode, owner and attributes to be set; its content fields are not used.</param>
    /// <param name="keepsTime">True to set the time of the last change as well.</param>
    /// <exception cref="IOException">The kernel refused; the errno is in <see cref="Exception.HResult"/>.</exception>
    public static void Stage(string staging, Stream content, FileState state, bool keepsTime)
    {
        Remove(staging);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private };
        using var file = new FileStream(staging, options);
        content.CopyTo(file);
        file.Flush();
        var own = FileStatus.Read(staging)!.Value;
        if (own.User != state.User || own.Group != state.Group)
        {
            FileOwner.Set(staging, state.User, state.Group);
        }

        File.SetUnixFileMode(staging, (UnixFileMode)state.Mode);
        foreach (var (name, value) in state.Attributes.Where(attribute => keepsTime || !IsSignature(attribute.Key)))
        {
            ExtendedAttributes.Set(staging, name, Convert.FromBase64String(value));
        }

        if (keepsTime)
        {
            FileTimes.SetModified(staging, state.ModifiedSeconds, state.ModifiedNanoseconds);
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>Puts a staging file in the place of a target in one step, and syncs the folder.</summary>
    public static void Replace(string staging, string target)
    {
        File.Move(staging, target, overwrite: true);
        FolderSync.Run(Path.GetDirectoryName(target)!);
    }

    /// <summary>Writes a small file of this program's own through a temporary name.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">Its permission bits, less those of the process's mask.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = Private)
    {
        var temporary = path + ".new";
        Remove(temporary);
        using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        Replace(temporary, path);
    }

    /// <summary>Copies a file's bytes into one of the journal's own, synced.</summary>
    public static void Copy(string source, string target)
    {
        Remove(target);
        using var from = File.OpenRead(source);
        using var to = new FileStream(target, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private });
        from.CopyTo(to);
        to.Flush(flushToDisk: true);
    }

    /// <summary>Makes a folder with exactly this mode and syncs its parent.</summary>
    public static void CreateDirectory(string path, int mode)
    {
        Directory.CreateDirectory(path, (UnixFileMode)mode);
        File.SetUnixFileMode(path, (UnixFileMode)mode);
        FolderSync.Run(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes a file, if it is there, and syncs the folder.</summary>
    public static void Remove(string path)
    {
        if (FileStatus.Read(path) is not null)
        {
            File.Delete(path);
            FolderSync.Run(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>True for attributes that sign the old content: they are restored with it and never copied to new content.</summary>
    private static bool IsSignature(string attribute) => attribute is "security.ima" or "security.evm";
}
