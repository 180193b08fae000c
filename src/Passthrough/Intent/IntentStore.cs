using System.Text;
using Passthrough.Changes;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Intent;

/// <summary>The intent's file on one machine.</summary>
public static class IntentStore
{
    /// <summary>The machine's own path of the file.</summary>
    public static string PathOf(HostRoots roots) => roots.NameOf(roots.Etc("passthrough/passthrough.yaml"));

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidInputException">It cannot be understood or read; the message names the line.</exception>
    public static IntentFile Read(HostRoots roots)
    {
        var path = PathOf(roots);
        var reader = new MachineReader(roots);
        var file = reader.ReadFile(roots.Locate(path));
        if (reader.Problems is [var problem, ..])
        {
            throw new InvalidInputException($"'{path}' cannot be read: {problem.Reason}", path, null, problem.Errno);
        }

        return file is { IsExact: false }
            ? throw new InvalidInputException($"'{path}' is not UTF-8 text", path, "convert it, for example with iconv")
            : IntentParser.Parse(path, file?.Text);
    }

    /// <summary>Replaces the file in one step, on disk when this returns; an existing file keeps its mode, owner and label.</summary>
    /// <exception cref="RefusedException">The file system refused; the old file is as it was.</exception>
    public static void Write(HostRoots roots, string text) => WholeFile.Write(roots, PathOf(roots), Encoding.UTF8.GetBytes(text), Own());

    /// <summary>Removes the file, and its folder when nothing else is in it.</summary>
    /// <exception cref="RefusedException">The file system refused.</exception>
    public static void Remove(HostRoots roots)
    {
        var path = PathOf(roots);
        try
        {
            DurableFile.Remove(roots.Locate(path));
            var folder = Path.GetDirectoryName(roots.Locate(path))!;
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"'{path}' cannot be removed: {exception.Message}", path, null, ErrnoOf.Exception(exception), exception);
        }
    }

    private static FileState Own() => new()
    {
        Exists = true,
        Mode = Planning.NewFileMode.Plain,
        User = Native.Libc.EffectiveUser.Id,
        Group = Native.Libc.EffectiveUser.GroupId,
    };
}
