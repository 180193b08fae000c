using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Packages;

/// <summary>Reads which packages are installed, where the package manager keeps that in files that are text.</summary>
public static class PackageReader
{
    /// <summary>What is installed; null for rpm, whose database is none to be read without its own program.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="manager">Its package manager.</param>
    public static PackageFacts? Read(MachineReader reader, PackageManager manager) => manager switch
    {
        PackageManager.Apt => new PackageFacts(manager, ReadDpkg(reader)),
        PackageManager.Pacman => new PackageFacts(manager, ReadPacman(reader)),
        _ => null,
    };

    private static ImmutableSortedDictionary<string, PackageState> ReadDpkg(MachineReader reader)
    {
        var updates = reader.Roots.Var("lib/dpkg/updates");
        return DpkgStatus.Parse(
        [
            reader.ReadText(reader.Roots.Var("lib/dpkg/status")) ?? "",
            .. (reader.ListIfAllowed(updates, out _) ?? [])
                .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .OrderBy(name => int.Parse(name, CultureInfo.InvariantCulture))
                .Select(name => reader.ReadBytesIfAllowed(Path.Combine(updates, name)))
                .OfType<byte[]>()
                .Select(Encoding.UTF8.GetString),
        ]);
    }

    private static ImmutableSortedDictionary<string, PackageState> ReadPacman(MachineReader reader)
    {
        var local = reader.Roots.Var("lib/pacman/local");
        return PacmanDatabase.Parse((reader.List(local) ?? []).Select(folder => (folder, reader.Exists(Path.Combine(local, folder, "desc")))));
    }
}
