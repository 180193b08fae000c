using Passthrough.Failures;
using Passthrough.Native.Libc;

namespace Passthrough.Changes.Files;

/// <summary>Files that a person asked for by name: whole or not there at all, and never over another one unless that was said.</summary>
public static class NewFile
{
    /// <summary>The end of the name of what is not whole: left over only when the program was killed.</summary>
    internal const string PartialEnding = ".partial";

    /// <summary>Says beforehand what would stop the writing.</summary>
    /// <param name="file">The file; a relative path begins at the current folder.</param>
    /// <param name="overwrites">True when a regular file of that name may be replaced.</param>
    /// <param name="nextStep">What to do when it exists.</param>
    /// <exception cref="RefusedException">It exists already, or where it would lie may not be looked into.</exception>
    /// <exception cref="NotFoundException">Its folder does not exist.</exception>
    public static void Require(string file, bool overwrites, string nextStep)
    {
        var full = Path.GetFullPath(file);
        if (StatusOf(full, file) is { } existing && !(overwrites && existing.IsRegular))
        {
            throw existing.IsRegular
                ? new RefusedException($"'{file}' exists already and is not overwritten", file, nextStep)
                : new RefusedException($"'{file}' is no regular file and is not replaced", file, "give another name");
        }

        if (Path.GetDirectoryName(full) is not { } folder || !Directory.Exists(folder))
        {
            throw new NotFoundException($"there is no folder for '{file}'", Path.GetDirectoryName(full), "make the folder, or give another name");
        }
    }

    /// <summary>Writes a file, on disk when this returns; the name appears only with the whole of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mode">Its permissions, from which the process's mask takes.</param>
    /// <param name="overwrites">True when a file of that name may be replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <returns>The size in bytes.</returns>
    /// <exception cref="RefusedException">It exists already, or the file system refused.</exception>
    public static long Write(string file, UnixFileMode mode, bool overwrites, Action<Stream> write)
    {
        var target = Path.GetFullPath(file);
        var partial = PartialOf(target);
        try
        {
            long size;
            using (var output = new FileStream(partial, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
            {
                write(output);
                output.Flush(flushToDisk: true);
                size = output.Length;
            }

            Place(partial, target, overwrites);
            return size;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(file, exception);
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }

    /// <summary>Has a tool write a file by its name, on disk when this returns; the name that was asked for appears only with the whole of it, and never in the place of another file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mode">Its permissions.</param>
    /// <param name="make">Writes the file of the name that it is given.</param>
    /// <exception cref="RefusedException">It exists already, or the file system refused.</exception>
    public static async Task MakeAsync(string file, UnixFileMode mode, Func<string, Task> make)
    {
        var target = Path.GetFullPath(file);
        var partial = PartialOf(target);
        try
        {
            await make(partial);
            File.SetUnixFileMode(partial, mode);
            Sync(partial);
            Place(partial, target, overwrites: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(file, exception);
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }

    /// <summary>The name of a file, or of a folder for files, that is not whole yet, beside the one that it becomes.</summary>
    /// <param name="target">The name that it becomes, from the root.</param>
    internal static string PartialOf(string target) => $"{target}.{Path.GetRandomFileName()}{PartialEnding}";

    /// <summary>Brings a file's content to the disk.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be opened or synced.</exception>
    internal static void Sync(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Gives a whole file, on disk already, the name that was asked for; the name is on disk when this returns.</summary>
    /// <param name="partial">The file, on the same file system.</param>
    /// <param name="target">The name, from the root.</param>
    /// <param name="overwrites">True when a file of that name may be replaced; otherwise never, should one have come meanwhile.</param>
    /// <exception cref="IOException">The file system refused.</exception>
    internal static void Place(string partial, string target, bool overwrites)
    {
        File.Move(partial, target, overwrites);
        FolderSync.Run(Path.GetDirectoryName(target)!);
    }

    /// <summary>The refusal of a file that the file system does not take.</summary>
    /// <param name="file">The file.</param>
    /// <param name="exception">What the file system said.</param>
    internal static RefusedException Unwritable(string file, Exception exception) =>
        new($"'{file}' cannot be written", file, "give a name where you may write", ErrnoOf.Exception(exception), exception);

    private static FileStatus? StatusOf(string full, string file)
    {
        try
        {
            return FileStatus.Read(full);
        }
        catch (IOException exception)
        {
            throw Unwritable(file, exception);
        }
    }
}
