using System.Collections.Immutable;
using Passthrough.Host;

namespace Passthrough.Processes;

/// <summary>Where programs of this machine are looked for.</summary>
public static class ProgramPath
{
    /// <summary><c>PATH</c>, then the system's own folders: a user's path, and root's when it was kept from a user, lacks the sbin folders.</summary>
    public static ImmutableArray<string> Folders() =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat([HostRoots.Live.Usr("sbin"), HostRoots.Live.Usr("bin"), HostRoots.Live.Locate("sbin"), HostRoots.Live.Locate("bin")])
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The path of a program; null when no folder has it.</summary>
    public static string? Find(string program) => Find(HostRoots.Live, program);

    /// <summary>Where a machine has a program, by its own name for the place; null when no folder has it.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="program">The program's name.</param>
    public static string? Find(HostRoots roots, string program) => Folders().Select(folder => Path.Combine(folder, program)).FirstOrDefault(path => File.Exists(roots.Locate(path)));
}
