using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Security;

/// <summary>A user of <c>/etc/passwd</c> (passwd(5)). Users from other sources (LDAP, systemd-homed) are not known.</summary>
/// <param name="Name">The login name.</param>
/// <param name="Number">The user's number.</param>
/// <param name="Group">The number of the user's own group.</param>
public sealed record LocalUser(string Name, uint Number, uint Group)
{
    /// <summary>The users in the file's order; lines of another form are left out.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static ImmutableArray<LocalUser> Parse(string? text)
    {
        var users = ImmutableArray.CreateBuilder<LocalUser>();
        foreach (var line in (text ?? "").Split('\n'))
        {
            if (line.Split(':') is [{ Length: > 0 } name, _, var number, var group, ..]
                && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var user)
                && uint.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var own))
            {
                users.Add(new LocalUser(name, user, own));
            }
        }

        return users.ToImmutable();
    }
}
