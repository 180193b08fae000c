using Passthrough.Failures;
using Passthrough.Host;

namespace Passthrough.Changes.Files;

/// <summary>Files that are written as a whole, outside the journal: those of the person that a command is asked to write.</summary>
internal static class WholeFile
{
    /// <summary>Replaces a file in one step, on disk when this returns; an existing file keeps its mode, owner and label.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="path">The machine's own path; where it is a link the file behind it is replaced.</param>
    /// <param name="content">The new content.</param>
    /// <param name="whenNew">Mode and owner of a file that is not there yet.</param>
    /// <exception cref="RefusedException">The file system refused; the old file is as it was.</exception>
    public static void Write(HostRoots roots, string path, byte[] content, FileState whenNew)
    {
        try
        {
            var target = roots.Locate(FileStates.Resolve(roots, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var before = FileStates.Read(target);
            var staging = target + ".new";
            using var stream = new MemoryStream(content);
            DurableFile.Stage(staging, stream, before.Exists ? before : whenNew, keepsTime: false);
            DurableFile.Replace(staging, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"'{path}' cannot be written: {exception.Message}; nothing was changed", path, null, ErrnoOf.Exception(exception), exception);
        }
    }
}
