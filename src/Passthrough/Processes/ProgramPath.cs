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
    public static string? Find(string program) => Folders().Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
