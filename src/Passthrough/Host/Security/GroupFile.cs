using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Security;

/// <summary>Understands <c>/etc/group</c> (group(5)). Members are not kept.</summary>
public static class GroupFile
{
    /// <summary>The names of groups by number, the first name of each; lines of another form are left out.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static ImmutableDictionary<uint, string> Names(string? text)
    {
        var names = ImmutableDictionary.CreateBuilder<uint, string>();
        foreach (var line in (text ?? "").Split('\n'))
        {
            if (line.Split(':') is [{ Length: > 0 } name, _, var number, ..] && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && !names.ContainsKey(value))
            {
                names[value] = name;
            }
        }

        return names.ToImmutable();
    }
}
