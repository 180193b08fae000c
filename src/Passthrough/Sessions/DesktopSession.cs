namespace Passthrough.Sessions;

/// <summary>Somebody's desktop on a screen of this machine, or the login's own, as logind keeps it (<c>/run/systemd/sessions/ID</c>, sd-login(3)).</summary>
/// <param name="Id">Its number or name: <c>2</c>, <c>c1</c>.</param>
/// <param name="Scope">The unit of its first processes: <c>session-2.scope</c>.</param>
/// <param name="User">The number of its user, whose own systemd (<c>user@1000.service</c>) runs the rest.</param>
internal sealed record DesktopSession(string Id, string Scope, string User)
{
    /// <summary>True for the unit that holds its processes, or those of its user.</summary>
    /// <param name="unit">A folder of a process's path in <c>/proc/PID/cgroup</c>.</param>
    public bool Has(string unit) => string.Equals(unit, Scope, StringComparison.Ordinal) || string.Equals(unit, $"user@{User}.service", StringComparison.Ordinal);

    /// <summary>The session in one of logind's files.</summary>
    /// <param name="id">The file's name.</param>
    /// <param name="text">The file: <c>KEY=VALUE</c> lines.</param>
    /// <returns>Null for a session that draws no desktop on a screen of this machine: a text console, SSH, a remote desktop.</returns>
    public static DesktopSession? Parse(string id, string text)
    {
        var values = text.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).GroupBy(parts => parts[0], StringComparer.Ordinal).ToDictionary(parts => parts.Key, parts => parts.Last()[1].Trim(), StringComparer.Ordinal);
        return values.GetValueOrDefault("TYPE") is "x11" or "wayland" or "mir" && values.GetValueOrDefault("SEAT") is { Length: > 0 }
            ? new DesktopSession(id, values.GetValueOrDefault("SCOPE") is { Length: > 0 } scope ? scope : $"session-{id}.scope", values.GetValueOrDefault("UID") ?? "")
            : null;
    }
}
