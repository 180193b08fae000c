using Passthrough.Failures;

namespace Passthrough.Changes.Files;

/// <summary>
/// Writes variables of the firmware through the kernel's efivarfs: each in one call, which the firmware carries out whole or not at all. efibootmgr does not serve here: up to its version 18 it takes BootNext out only
/// where there is a Boot0001, and it refuses an order with a number that has no entry, so that not every order could be brought back.
/// </summary>
internal static class FirmwareVariableFile
{
    private const string Room = "it may have no room for variables: remove boot entries that nobody needs (efibootmgr -b XXXX -B)";

    /// <summary>Sets a variable, and reads it back.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it: four bytes of attributes, then the value.</param>
    /// <exception cref="ToolFailedException">The firmware did not take it; one that was not there is not there then.</exception>
    public static void Write(string path, byte[] content)
    {
        var isNew = !File.Exists(path);
        try
        {
            using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
            {
                file.Write(content);
                if (file.CanSeek)
                {
                    // efivarfs takes what is written for all of the variable, and has no places in a file; another file system, of a machine that is laid out in a folder, keeps the old end.
                    file.SetLength(content.Length);
                }
            }

            if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            {
                throw new ToolFailedException($"the firmware did not keep what was written to {Path.GetFileName(path)}; {Room}", path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ToolFailedException)
        {
            if (isNew)
            {
                RemoveIfThere(path);
            }

            throw exception as ToolFailedException
                ?? new ToolFailedException($"the firmware did not take {Path.GetFileName(path)}: {exception.Message}; {Room}", path, null, ErrnoOf.Exception(exception), exception);
        }
    }

    /// <summary>Takes a variable out, if it is there.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ToolFailedException">The firmware did not let it go.</exception>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolFailedException($"the firmware did not remove {Path.GetFileName(path)}: {exception.Message}", path, null, ErrnoOf.Exception(exception), exception);
        }
    }

    /// <summary>A write that failed leaves the kernel a file without a variable.</summary>
    private static void RemoveIfThere(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to be told.
        }
    }
}
