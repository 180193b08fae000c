using System.Collections.Immutable;
using Passthrough.Host.Boot.Mkinitcpio;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot.Dracut;

/// <summary>The files that dracut is configured by, and the order in which it sources them (dracut.conf(5)): <c>/etc/dracut.conf</c>, then all files of the two folders by their names.</summary>
public static class DracutConfiguration
{
    private const string Suffix = ".conf";

    /// <summary>The folder of the administrator's files; one of the same name in the distribution's folder is passed over.</summary>
    public static string Folder => HostRoots.Live.Etc("dracut.conf.d");

    private static string Main => HostRoots.Live.Etc("dracut.conf");

    private static string DistributionFolder => HostRoots.Live.Usr("lib/dracut/dracut.conf.d");

    /// <summary>The files that are there, in any order.</summary>
    /// <param name="reader">The machine.</param>
    internal static ImmutableArray<TextFile> Read(MachineReader reader) => [.. Paths(reader).Select(reader.ReadFile).OfType<TextFile>()];

    /// <summary>The paths under the roots of the files that there may be.</summary>
    /// <param name="reader">The machine.</param>
    internal static IEnumerable<string> Paths(MachineReader reader)
    {
        var roots = reader.Roots;
        return new[] { Folder, DistributionFolder }
            .SelectMany(folder => (reader.List(roots.Locate(folder)) ?? []).Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)).Select(name => roots.Locate($"{folder}/{name}")))
            .Prepend(roots.Locate(Main));
    }

    /// <summary>Those of some files that dracut sources, in its order.</summary>
    /// <param name="files">Files of the machine, dracut's among them.</param>
    public static ImmutableArray<TextFile> Sourced(IEnumerable<TextFile> files)
    {
        var all = files.ToList();
        return
        [
            .. all.Where(file => string.Equals(file.Path, Main, StringComparison.Ordinal)),
            .. all.Where(file => IsIn(file, Folder) || IsIn(file, DistributionFolder))
                .GroupBy(file => Path.GetFileName(file.Path), StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => group.OrderBy(file => !IsIn(file, Folder)).First()),
        ];
    }

    /// <summary>True when dracut builds a unified kernel image without being asked to (<c>uefi=yes</c>).</summary>
    /// <param name="files">See <see cref="Sourced"/>.</param>
    public static bool BuildsUnifiedImages(IEnumerable<TextFile> files) =>
        Sourced(files).SelectMany(file => BashAssignments.Parse(file.Text)).LastOrDefault(assignment => assignment.Name is "uefi")?.Words is ["yes"];

    private static bool IsIn(TextFile file, string folder) => string.Equals(Path.GetDirectoryName(file.Path), folder, StringComparison.Ordinal) && file.Path.EndsWith(Suffix, StringComparison.Ordinal);
}
