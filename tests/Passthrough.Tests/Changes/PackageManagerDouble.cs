using System.Collections.Immutable;
using System.Text;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Packages;
using Passthrough.Host.Reading;

namespace Passthrough.Tests.Changes;

/// <summary>
/// What package managers do, on files of a laid-out machine: dpkg's status and pacman's folders in their own form, rpm's as a list of names. The file <c>repository</c> says what a package needs and which file it brings,
/// a line each: <c>NAME FILE NEEDED...</c>.
/// </summary>
internal static class PackageManagerDouble
{
    public const string Repository = "repository";

    public static PackageFacts Read(HostRoots roots, PackageManager manager) =>
        PackageReader.Read(new MachineReader(roots), manager) ?? new PackageFacts(manager, RpmNames(roots).ToImmutableSortedDictionary(name => name, _ => PackageState.Installed, StringComparer.Ordinal));

    /// <summary>The packages and all that they need and that is not there, what is needed first.</summary>
    public static ImmutableArray<string> Needed(HostRoots roots, PackageManager manager, IEnumerable<string> names)
    {
        var offered = Offered(roots);
        var installed = Read(roots, manager);
        IEnumerable<string> With(string name) => offered[name].Needs.SelectMany(With).Append(name);
        return [.. names.SelectMany(With).Distinct(StringComparer.Ordinal).Where(name => installed.StateOf(name) != PackageState.Installed)];
    }

    public static void Run(HostRoots roots, ImmutableArray<string> command, Action<string>? onStep)
    {
        ImmutableArray<string> names = [.. command.Skip(1).Where(Offered(roots).ContainsKey)];
        var manager = command[0] switch { "apt-get" or "dpkg" => PackageManager.Apt, "pacman" => PackageManager.Pacman, _ => PackageManager.Dnf };
        Action act = command switch
        {
            ["dpkg", "--configure", "--pending"] => () => { },
            ["apt-get" or "dnf" or "zypper", ..] or ["pacman", "--sync", ..] => () => Install(roots, manager, names, onStep),
            _ => () => Remove(roots, manager, names, command.Any(word => word is "--no-act" or "--test" or "--print"), onStep),
        };
        act();
    }

    /// <summary>Marks a package as installed, whoever did it.</summary>
    public static void Set(HostRoots roots, PackageManager manager, string name, PackageState state)
    {
        Action act = manager switch
        {
            PackageManager.Apt => () => SetDpkg(roots, name, state),
            PackageManager.Pacman => () => SetPacman(roots, name, state),
            _ => () => SetRpm(roots, name, state),
        };
        act();
    }

    private static void Install(HostRoots roots, PackageManager manager, ImmutableArray<string> names, Action<string>? onStep)
    {
        var offered = Offered(roots);
        foreach (var name in Needed(roots, manager, names))
        {
            Set(roots, manager, name, PackageState.Partial);
            onStep?.Invoke($"unpacked {name}");
            var file = roots.Locate(offered[name].File);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, file.EndsWith(".json", StringComparison.Ordinal) ? PackagedHost.Descriptor : name);
            Set(roots, manager, name, PackageState.Installed);
            onStep?.Invoke($"installed {name}");
        }
    }

    private static void Remove(HostRoots roots, PackageManager manager, ImmutableArray<string> names, bool isAsked, Action<string>? onStep)
    {
        var installed = Read(roots, manager);
        var offered = Offered(roots);
        var absent = names.FirstOrDefault(name => installed.StateOf(name) == PackageState.Absent);
        var needing = offered.FirstOrDefault(pair => installed.StateOf(pair.Key) == PackageState.Installed && !names.Contains(pair.Key) && pair.Value.Needs.Any(names.Contains)).Key;
        _ = absent is not null ? throw new ToolFailedException($"{absent} is not installed", "dpkg") : needing is not null ? throw new ToolFailedException($"{needing} needs one of them", "dpkg") : 0;
        foreach (var name in isAsked ? [] : names.Reverse())
        {
            File.Delete(roots.Locate(offered[name].File));
            Set(roots, manager, name, PackageState.Absent);
            onStep?.Invoke($"removed {name}");
        }
    }

    private static Dictionary<string, (string File, ImmutableArray<string> Needs)> Offered(HostRoots roots) => File.ReadAllLines(roots.Locate(Repository))
        .Select(line => line.Split(' '))
        .ToDictionary(words => words[0], words => (words[1], (ImmutableArray<string>)[.. words[2..]]), StringComparer.Ordinal);

    private static void SetDpkg(HostRoots roots, string name, PackageState state)
    {
        var words = state switch { PackageState.Installed => "install ok installed", PackageState.Partial => "install ok unpacked", _ => "deinstall ok config-files" };
        var file = roots.Var("lib/dpkg/status");
        var others = Encoding.UTF8.GetString(File.ReadAllBytes(file)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(stanza => !stanza.StartsWith($"Package: {name}\n", StringComparison.Ordinal));
        File.WriteAllText(file, string.Concat(others.Append($"Package: {name}\nStatus: {words}\nArchitecture: amd64\nVersion: 1").Select(stanza => stanza + "\n\n")));
    }

    private static void SetPacman(HostRoots roots, string name, PackageState state)
    {
        var folder = roots.Var($"lib/pacman/local/{name}-1.0-1");
        Action act = state switch
        {
            PackageState.Absent => () => Directory.Delete(folder, recursive: true),
            PackageState.Partial => () => Directory.CreateDirectory(folder),
            _ => () => File.WriteAllText(Path.Combine(Directory.CreateDirectory(folder).FullName, "desc"), $"%NAME%\n{name}\n"),
        };
        act();
    }

    /// <summary>rpm has no package in part: its database has the package when all of it is there.</summary>
    private static void SetRpm(HostRoots roots, string name, PackageState state) =>
        File.WriteAllLines(roots.Var("lib/rpm-names"), RpmNames(roots).Where(other => !string.Equals(other, name, StringComparison.Ordinal)).Concat(state == PackageState.Installed ? [name] : []));

    private static string[] RpmNames(HostRoots roots) => File.ReadAllLines(roots.Var("lib/rpm-names"));
}
