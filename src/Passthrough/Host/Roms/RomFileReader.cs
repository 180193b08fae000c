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
            file = file with { RealPath = real, IsRegular = status.IsRegular, Places = [.. WayTo(real).Select(place => AccessOf(roots, place))], Label = LabelOf(found) };
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

    private static IEnumerable<string> WayTo(string path)
    {
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }

        yield return path;
    }

    private static PathAccess AccessOf(HostRoots roots, string place)
    {
        var found = roots.Locate(place);
        var status = FileStatus.Read(found) ?? throw new FileNotFoundException($"'{place}' is gone", place);
        var list = ExtendedAttributes.Read(found).TryGetValue(AccessList.Attribute, out var value) ? AccessList.Parse(value) : null;
        return new PathAccess(place, status.User, status.Group, list ?? AccessList.OfMode(status.Permissions));
    }

    private static SelinuxLabel? LabelOf(string found) => ExtendedAttributes.Read(found).TryGetValue(SelinuxLabel.Attribute, out var value) ? SelinuxLabel.Parse(value) : null;
}
