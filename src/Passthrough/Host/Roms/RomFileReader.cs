using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Security;
using Passthrough.Native.Libc;

namespace Passthrough.Host.Roms;

/// <summary>Looks at files that shall be option ROMs.</summary>
public static class RomFileReader
{
    /// <summary>One file.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="path">The machine's own path; absolute.</param>
    public static RomFile Read(HostRoots roots, string path)
    {
        var reader = new MachineReader(roots);
        var file = new RomFile(path) { Groups = GroupFile.Parse(reader.ReadText(roots.Etc("group"))) };
        var found = new MachinePath(roots.IsLive ? "" : roots.Root).Resolve(roots.Locate(path), followLast: true);
        try
        {
            if (FileStatus.Read(found) is not { } status)
            {
                return file;
            }

            var real = roots.NameOf(found);
            file = file with { RealPath = real, IsRegular = status.IsRegular, Places = PathAccessReader.Read(roots, real), Label = LabelOf(found) };
        }
        catch (IOException exception)
        {
            return file with { Problem = new ReadProblem(path, exception.HResult, "permission denied or not readable") };
        }

        return file.IsRegular ? WithRom(file, reader, found) : file;
    }

    private static RomFile WithRom(RomFile file, MachineReader reader, string found)
    {
        if (reader.ReadBytes(found) is not { } bytes)
        {
            return file with { Problem = reader.Problems.LastOrDefault(problem => string.Equals(problem.Path, file.RealPath, StringComparison.Ordinal)) };
        }

        return OptionRom.StartIn(bytes) is { } start ? file with { Rom = OptionRom.Parse(bytes.AsSpan(start)), RomOffset = start } : file;
    }

    private static SelinuxLabel? LabelOf(string found) => ExtendedAttributes.Read(found).TryGetValue(SelinuxLabel.Attribute, out var value) ? SelinuxLabel.Parse(value) : null;
}
