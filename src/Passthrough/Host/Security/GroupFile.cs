using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Security;

/// <summary>Understands <c>/etc/group</c> (group(5)).</summary>
public static class GroupFile
{
    /// <summary>The names of groups by number, the first name of each; lines of another form are left out.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static ImmutableDictionary<uint, string> Names(string? text)
    {
        var names = ImmutableDictionary.CreateBuilder<uint, string>();
        foreach (var group in Parse(text).Where(group => !names.ContainsKey(group.Number)))
        {
            names[group.Number] = group.Name;
        }

        return names.ToImmutable();
    }

    /// <summary>The groups in the file's order; lines of another form are left out.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static ImmutableArray<LocalGroup> Parse(string? text)
    {
        var groups = ImmutableArray.CreateBuilder<LocalGroup>();
        foreach (var line in (text ?? "").Split('\n'))
        {
            if (line.Split(':') is [{ Length: > 0 } name, _, var number, .. var rest] && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                groups.Add(new LocalGroup(name, value, [.. (rest is [var members, ..] ? members : "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]));
            }
        }

        return groups.ToImmutable();
    }
}
