using System.Collections.Immutable;

namespace Passthrough.Host.Security;

/// <summary>A group of <c>/etc/group</c> (group(5)).</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Number">The group's number.</param>
/// <param name="Members">The names of the users whom the file names; those whose own group it is are not among them.</param>
public sealed record LocalGroup(string Name, uint Number, ImmutableArray<string> Members)
{
    /// <summary>True when the user is named in it, or has it as their own.</summary>
    public bool Has(LocalUser user) => user.Group == Number || Members.Contains(user.Name, StringComparer.Ordinal);
}
