using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Guests.Editing;

/// <summary>A domain in a file.</summary>
public static class DomainFile
{
    /// <summary>Reads the file.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="path">The machine's own absolute path.</param>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidInputException">It cannot be read, or is no domain; the message names the line.</exception>
    public static DomainText Read(HostRoots roots, string path)
    {
        var reader = new MachineReader(roots);
        var bytes = reader.ReadBytes(roots.Locate(path));
        if (reader.Problems is [var problem, ..])
        {
            throw new InvalidInputException($"'{path}' cannot be read: {problem.Reason}", path, null, problem.Errno);
        }

        return DomainText.Parse(path, bytes ?? throw new NotFoundException($"there is no file '{path}'", path));
    }

    /// <summary>Replaces the file in one step; it keeps its mode, owner and label.</summary>
    /// <exception cref="RefusedException">The file system refused; the old file is as it was.</exception>
    public static void Write(HostRoots roots, string path, DomainText text) => WholeFile.Write(roots, path, text.ToBytes(), FileState.Absent);
}
