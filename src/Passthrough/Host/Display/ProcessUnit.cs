namespace Passthrough.Host.Display;

/// <summary>Finds a process's systemd unit in <c>/proc/PID/cgroup</c> (see cgroups(7)): <c>0::/system.slice/gdm.service</c>.</summary>
public static class ProcessUnit
{
    /// <summary>The innermost service, scope or socket unit; null when systemd did not start the process.</summary>
    /// <param name="text">The file: one line with control groups of version 2, several with version 1, of which <c>name=systemd</c> counts.</param>
    /// <param name="isOfUser">True when the unit belongs to a person's own systemd (<c>systemctl --user</c>).</param>
    public static string? Parse(string text, out bool isOfUser)
    {
        isOfUser = false;
        foreach (var line in text.Split('\n'))
        {
            var parts = line.Split(':', 3);
            if (parts.Length < 3 || !(parts[1].Length == 0 || parts[1] is "name=systemd"))
            {
                continue;
            }

            var folders = parts[2].Split('/', StringSplitOptions.RemoveEmptyEntries);
            var index = Array.FindLastIndex(folders, IsUnit);
            if (index >= 0)
            {
                isOfUser = Array.FindIndex(folders, IsUserManager) is >= 0 and var manager && manager < index;
                return folders[index];
            }
        }

        return null;
    }

    private static bool IsUnit(string folder) => folder.EndsWith(".service", StringComparison.Ordinal) || folder.EndsWith(".scope", StringComparison.Ordinal);

    private static bool IsUserManager(string folder) => folder.StartsWith("user@", StringComparison.Ordinal) && folder.EndsWith(".service", StringComparison.Ordinal);
}
