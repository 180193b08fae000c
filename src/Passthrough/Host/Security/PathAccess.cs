using System.Collections.Immutable;

namespace Passthrough.Host.Security;

/// <summary>A file or folder with those who have rights to it.</summary>
/// <param name="Path">The machine's own path, without links in it.</param>
/// <param name="User">The owner's number.</param>
/// <param name="Group">The number of its group.</param>
/// <param name="Access">Their rights, and others'.</param>
public sealed record PathAccess(string Path, uint User, uint Group, AccessList Access)
{
    /// <summary>True when anybody has these rights who is neither the owner, nor in the group, nor named in a list.</summary>
    /// <param name="rights">See <see cref="AccessList"/>.</param>
    public bool AllowsOthers(int rights) => Has(Access.Others, rights);

    /// <summary>True when the kernel gives a user these rights (acl(5), "Access check algorithm"); root's power to pass all checks is not counted.</summary>
    /// <param name="user">The user's number.</param>
    /// <param name="groups">The numbers of the user's groups.</param>
    /// <param name="rights">See <see cref="AccessList"/>.</param>
    public bool Allows(uint user, ImmutableArray<uint> groups, int rights)
    {
        if (user == User)
        {
            return Has(Access.Owner, rights);
        }

        if (Access.Users.Where(named => named.Number == user).Select(named => (NamedAccess?)named).FirstOrDefault() is { } own)
        {
            return Has(own.Rights & Access.Mask, rights);
        }

        ImmutableArray<NamedAccess> ofGroups = [.. Access.Groups.Add(new NamedAccess(Group, Access.Group)).Where(named => groups.Contains(named.Number))];
        return ofGroups.IsEmpty ? AllowsOthers(rights) : ofGroups.Any(named => Has(named.Rights & Access.Mask, rights));
    }

    private static bool Has(int given, int rights) => (given & rights) == rights;
}
