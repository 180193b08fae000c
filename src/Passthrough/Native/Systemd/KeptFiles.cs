using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Systemd;

/// <summary>The open files that systemd hands to a service (sd_listen_fds(3)), among them those that an earlier run of it gave to <see cref="FileStore"/>.</summary>
internal static class KeptFiles
{
    private const int First = 3;
    private const int Most = 1024;

    /// <summary>Takes them over.</summary>
    /// <returns>By their names; empty when systemd did not start this program.</returns>
    public static ImmutableDictionary<string, SafeFileHandle> Take() =>
        Parse(Environment.ProcessId, Environment.GetEnvironmentVariable("LISTEN_PID"), Environment.GetEnvironmentVariable("LISTEN_FDS"), Environment.GetEnvironmentVariable("LISTEN_FDNAMES"))
            .ToImmutableDictionary(file => file.Key, file => new SafeFileHandle(file.Value, ownsHandle: true), StringComparer.Ordinal);

    /// <summary>Understands systemd's variables. Pure.</summary>
    /// <param name="ownProcess">This process's id.</param>
    /// <param name="process"><c>LISTEN_PID</c>: whom the files are for.</param>
    /// <param name="count"><c>LISTEN_FDS</c>: how many.</param>
    /// <param name="names"><c>LISTEN_FDNAMES</c>: their names, between colons.</param>
    /// <returns>The descriptors by name; where a name is there twice, the first.</returns>
    internal static ImmutableDictionary<string, int> Parse(int ownProcess, string? process, string? count, string? names)
    {
        var isOwn = int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id == ownProcess;
        return !isOwn || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var files) || files > Most
            ? ImmutableDictionary<string, int>.Empty
            : (names ?? "").Split(':')
                .Take(files)
                .Select((name, index) => (Name: name, Descriptor: First + index))
                .DistinctBy(file => file.Name, StringComparer.Ordinal)
                .ToImmutableDictionary(file => file.Name, file => file.Descriptor, StringComparer.Ordinal);
    }
}
