using System.Globalization;

namespace Passthrough.Host.Security;

/// <summary>How much memory a process may lock; see getrlimit(2).</summary>
public static class LockedMemory
{
    private const string Name = "Max locked memory";

    /// <summary>The soft limit in bytes; null when there is none, or the text tells none.</summary>
    /// <param name="limits"><c>/proc/PID/limits</c>.</param>
    public static long? LimitOf(string limits)
    {
        var line = limits.Split('\n').FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        var fields = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return fields.Length > 0 && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
    }
}
